from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsql_local import LocalCluster
from live import session, shared_cluster
from provider.dynamic.engine import Stack, new_process
from pulumi_dsql_provider.catalog import Session
from standin import cluster, standin

__all__ = ["cluster", "session", "shared_cluster", "standin"]


@pytest.fixture
def stack(shared_cluster: LocalCluster, session: Session) -> Iterator[Stack]:
    """An empty stack whose resources live in an empty database."""
    new_process()
    yield Stack(shared_cluster.endpoint)
    new_process()
