"""Room for more calls at once than the plugin's server has by itself."""

import inspect
from concurrent.futures import ThreadPoolExecutor

WORKERS = 256


def make_room() -> None:
    """Let the server that is calling run as many calls at once as `--parallel` asks for.

    Creating an index waits for its job, and the plugin's server comes with four threads. Its executor is
    found in the frames below this one, because the call runs on one of its threads; going through all objects
    instead would hold tuples that other threads are still building. Both names are private to the standard
    library: where they are not found, four threads it is.
    """
    frame = inspect.currentframe()
    while frame is not None:
        reference = frame.f_locals.get("executor_reference")
        executor = reference() if callable(reference) else None
        if isinstance(executor, ThreadPoolExecutor) and hasattr(executor, "_max_workers"):
            executor._max_workers = max(executor._max_workers, WORKERS)
            return
        frame = frame.f_back
