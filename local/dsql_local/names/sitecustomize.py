"""Lets Python programs find the stand-in whose drivers do not know PGHOSTADDR: asyncpg, pg8000.

Python imports this by itself when its folder is in PYTHONPATH. It resolves the endpoints of clusters to
PGHOSTADDR, as libpq does, and nothing else: the program still asks for the endpoint's name and verifies it.
"""

import os
import re
import socket
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

_ENDPOINT = re.compile(r"[a-z0-9]{26}\.dsql[^.]*\.[a-z0-9-]+\.on\.aws")
_resolve = socket.getaddrinfo


def _getaddrinfo(host: Any, *arguments: Any, **more: Any) -> Any:
    address = os.environ.get("PGHOSTADDR")
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if address and isinstance(name, str) and _ENDPOINT.fullmatch(name):
        host = address
    return _resolve(host, *arguments, **more)


def _import_the_next() -> None:
    """Only one module of this name is imported: import the one that would have been without us."""
    ours = Path(__file__).parent
    found = PathFinder.find_spec(__name__, [path for path in sys.path if Path(path) != ours])
    if found is not None and found.loader is not None:
        found.loader.exec_module(module_from_spec(found))


socket.getaddrinfo = _getaddrinfo
_import_the_next()
