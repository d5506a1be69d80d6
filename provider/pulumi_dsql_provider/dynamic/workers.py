"""Room for more calls at once than the plugin's server has by itself."""

import gc
from concurrent.futures import ThreadPoolExecutor

WORKERS = 256


def make_room() -> None:
    """Let the plugin's server run as many calls at once as `--parallel` asks for.

    Creating an index waits for its job, and the server comes with four threads. The size is a private
    attribute of the executor: where it cannot be found, four it is.
    """
    for thing in gc.get_objects():
        if isinstance(thing, ThreadPoolExecutor) and hasattr(thing, "_max_workers"):
            thing._max_workers = max(thing._max_workers, WORKERS)
