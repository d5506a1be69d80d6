"""The process that is the stand-in: control plane, wire protocol, databases and log, on one event loop.

    python -m dsql_local.server --home DIR --region REGION --settings JSON [--data DIR] [--port N]
        [--control-port N] [--while-stdin-open] [--temporary]

Prints one line of JSON once it is ready (`{"ready": true}`) or when it cannot be (`{"error": text}`). Ends on
SIGTERM, on SIGINT, on the admin API's shutdown and, with --while-stdin-open, with whoever started it. With
--temporary it then removes its home.
"""

import argparse
import asyncio
import contextlib
import errno
import gc
import json
import logging
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

from dsql_local import places, state, temporary
from dsql_local.admin import Admin
from dsql_local.certificates import Authority
from dsql_local.control.app import ControlPlane
from dsql_local.control.fleet import Fleet
from dsql_local.control.sts import SecurityTokens
from dsql_local.databases import LocalDatabases
from dsql_local.errors import LocalError
from dsql_local.faults.injector import Faults
from dsql_local.httpd import HttpServer
from dsql_local.kept_data import KeptData
from dsql_local.settings import Settings
from dsql_local.statement_log import StatementLog
from dsql_local.wire.entry import Entry
from dsql_local.wire.listener import Listener
from dsql_local.wire.target import Target

_log = logging.getLogger(__name__)
_GARBAGE_AFTER = 10_000
"""So many more objects make it worth a look whether some are garbage. Hardly any are part of a cycle."""


def main() -> None:
    """Entry point of the process."""
    arguments = _arguments()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        home = places.private_directory(arguments.home)
        if arguments.temporary:
            temporary.hold(home)
        lock = state.lock_of(home)
        if not lock.take():
            raise LocalError("DSQL920", f"a stand-in already runs in {home}")
        settings = Settings()
        settings.change(json.loads(arguments.settings))
        kept = KeptData.open(arguments.data) if arguments.data else None
        asyncio.run(_serve(arguments, settings, kept))
        if arguments.temporary:
            temporary.remove(home)
    except LocalError as error:
        _say({"error": str(error)})
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the last word of a process that nobody watches
        _log.exception("the stand-in failed")
        _say({"error": f"DSQL921: the stand-in failed: {error}; see server.log in its home"})
        sys.exit(1)


async def _serve(arguments: argparse.Namespace, settings: Settings, kept: KeptData | None) -> None:
    """Run until told to stop."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    if arguments.while_stdin_open:
        loop.add_reader(0, stopped.set)
    async with _running(arguments, settings, kept, stopped.set):
        _look_for_garbage_less()
        _say({"ready": True})
        await stopped.wait()


def _look_for_garbage_less() -> None:
    """Never again among what is there now, which stays; and each client waits while it is looked for."""
    gc.freeze()
    gc.set_threshold(_GARBAGE_AFTER)


@contextlib.asynccontextmanager
async def _running(
    arguments: argparse.Namespace, settings: Settings, kept: KeptData | None, stop: Callable[[], None]
) -> AsyncIterator[None]:
    """Everything up inside, everything gone after; what was started last is stopped first."""
    home, region = arguments.home, arguments.region
    keys_directory = kept.path if kept else home
    async with contextlib.AsyncExitStack() as stack:
        run_directory = places.new_run_directory()
        stack.callback(temporary.remove, run_directory)
        log = StatementLog(state.log_file(home))
        stack.callback(log.close)
        key = state.key_of(keys_directory)
        keys = {key.access_key_id: key}

        def save() -> None:
            if kept:
                kept.save(fleet.records())

        def record_call(call: Mapping[str, object]) -> None:
            log.add("call", call)
            save()  # a call changes tags and the like; its answer comes after this

        faults = Faults()
        databases = LocalDatabases(run_directory, settings, keys, faults, kept)
        fleet = Fleet(settings, databases, save)
        stack.push_async_callback(fleet.close)

        listener = Listener()
        context = Authority.open(keys_directory).listening_context(
            lambda name: fleet.by_endpoint(name) is not None
        )
        with _listening_on(arguments.port):
            wire_port = await listener.start(
                context,
                lambda name: _target(fleet, databases, name),
                lambda entry: log.add("statement", _statement(entry)),
                port=arguments.port,
            )
        stack.push_async_callback(listener.stop)

        plane, sts = ControlPlane(fleet, keys, record_call, faults), SecurityTokens(keys, record_call, faults)
        with _listening_on(arguments.control_port):
            control = HttpServer(
                lambda request: (sts if sts.is_for(request) else plane).answer(request),
                arguments.control_port,
            )
        secret = secrets.token_urlsafe(32)
        admin = HttpServer(
            Admin(secret, region, settings, fleet, faults, databases.settings_changed, stop).answer
        )
        stack.push_async_callback(_stop, control, admin)

        found_at = state.State(
            pid=os.getpid(),
            region=region,
            wire_port=wire_port,
            control_port=control.port,
            admin_port=admin.port,
            run_directory=str(run_directory),
            admin_secret=secret,
            data=str(kept.path) if kept else None,
        )
        if kept and (records := kept.records()):
            fleet.restore(records)
            await fleet.all_settled()
        found_at.write(home)
        stack.callback(state.State.forget, home)
        yield


async def _stop(*servers: HttpServer) -> None:
    await asyncio.gather(*(asyncio.to_thread(server.stop) for server in servers))


@contextlib.contextmanager
def _listening_on(port: int) -> Iterator[None]:
    """Says what is wrong with a port, should it be."""
    try:
        yield
    except OSError as error:
        reason = "it is taken" if error.errno == errno.EADDRINUSE else error.strerror
        raise LocalError(
            "DSQL925", f"cannot listen on port {port}: {reason}; name another one, or none"
        ) from None


def _target(fleet: Fleet, databases: LocalDatabases, name: str | None) -> Target | None:
    """The database that a client reaches under a server name."""
    cluster = fleet.by_endpoint(name) if name else None
    return databases.target(cluster) if cluster else None


def _statement(entry: Entry) -> dict[str, object]:
    """The entry as the log has it: its cluster by identifier, as the control plane's calls have it."""
    members = entry.as_dict()
    members["cluster"] = entry.cluster.partition(".")[0]
    return members


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dsql_local.server")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--settings", default="{}")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--control-port", type=int, default=0)
    parser.add_argument("--while-stdin-open", action="store_true")
    parser.add_argument("--temporary", action="store_true")
    return parser.parse_args()


def _say(message: dict[str, object]) -> None:
    """Tell whoever started us; nobody may be listening any more."""
    with contextlib.suppress(OSError):
        os.write(1, json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    main()
