"""What some rules are tested with: a cluster behind the wire half alone."""

from local.wire.conftest import start_cluster, wire_cluster

__all__ = ["start_cluster", "wire_cluster"]
