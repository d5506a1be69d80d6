"""A plain HTTP server on loopback whose requests are answered by a coroutine on the event loop.

The standard library's server does the protocol, in threads; all state stays on the loop and needs no lock.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_LARGEST_BODY = 1024 * 1024  # bytes
_LOOK_EVERY = 0.05  # seconds between two looks whether a client is still there


@dataclass(frozen=True)
class Request:
    """One request. `target` is the raw path and query as sent; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    is_gone: Callable[[], bool] = lambda: False
    """Whether the client has closed the connection."""

    async def abandoned(self) -> None:
        """Wait until the client has left."""
        while not self.is_gone():  # noqa: ASYNC110 - nobody reads from the socket, so nothing tells of its end
            await asyncio.sleep(_LOOK_EVERY)

    @property
    def path(self) -> str:
        """The raw path, still percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The raw query string, without the question mark."""
        return self.target.partition("?")[2]


@dataclass(frozen=True)
class Response:
    """What is sent back: JSON in `body`."""

    status: int
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[Request], Awaitable[Response | None]]
"""None closes the connection without a word."""


class HttpServer:
    """A running server; `port` is chosen by the system unless given."""

    def __init__(self, answer: Answer, port: int = 0) -> None:
        loop = asyncio.get_running_loop()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(answer, loop))
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no further connection. Blocks for at most a tenth of a second: call it in a thread."""
        self._server.shutdown()
        self._server.server_close()


def _handler(answer: Answer, loop: asyncio.AbstractEventLoop) -> type[BaseHTTPRequestHandler]:
    """A handler class (one instance per connection) that asks `answer` on `loop`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version, sys_version = "dsql-local", ""
        disable_nagle_algorithm = True

        def _reply(self) -> None:
            length = self.headers.get("Content-Length", "0")
            if not length.isdecimal() or int(length) > _LARGEST_BODY or "Transfer-Encoding" in self.headers:
                self.send_error(413)
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(length))
            request = Request(self.command, self.path, headers, body, partial(_is_closed, self.connection))
            response: Response | None
            try:
                response = asyncio.run_coroutine_threadsafe(_started(answer, request), loop).result()
            except (RuntimeError, asyncio.CancelledError):  # the loop has ended, or is ending
                response = Response(503)
            # The client may have been killed while it waited.
            with contextlib.suppress(OSError):
                self._send(response)

        def _send(self, response: Response | None) -> None:
            if response is None:
                self.close_connection = True
                return
            self.send_response(response.status)
            for name, value in {"Content-Type": "application/json", **response.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)

        do_GET = do_POST = do_PUT = do_DELETE = _reply  # noqa: N815 - names that the base class looks for

        def log_message(self, format: str, *args: Any) -> None:
            """Stay silent: what is worth knowing is in the stand-in's own log."""

    return Handler


def _is_closed(connection: socket.socket) -> bool:
    """Whether the other side has closed the connection; does not wait."""
    try:
        return not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True


async def _started(answer: Answer, request: Request) -> Response | None:
    """`answer(request)` as a coroutine, which is what `run_coroutine_threadsafe` takes."""
    return await answer(request)
