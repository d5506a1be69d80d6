from live import session, shared_cluster
from plain import plain
from standin import standin

__all__ = ["plain", "session", "shared_cluster", "standin"]
