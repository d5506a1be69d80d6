from live import session, shared_cluster
from standin import standin

__all__ = ["session", "shared_cluster", "standin"]
