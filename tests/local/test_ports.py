"""`--port`, `--control-port`: clients find the stand-in where they were told to look for it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

import dsql_local
from dsql_local import LocalError, Running


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with dsql_local.start(port=free_port(), control_port=free_port()) as started:
        yield started


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def test_it_listens_where_it_was_told_to(tmp_path: Path) -> None:
    port, control_port = free_port(), free_port()
    with dsql_local.start(tmp_path / "home", port=port, control_port=control_port) as running:
        assert running.variables()["PGPORT"] == str(port)
        assert running.variables()["AWS_ENDPOINT_URL_DSQL"].endswith(f":{control_port}")
        for number in (port, control_port):
            socket.create_connection(("127.0.0.1", number)).close()


@pytest.mark.parametrize("option", ["port", "control_port"])
def test_a_port_that_is_taken_is_refused(running: Running, option: str, tmp_path: Path) -> None:
    taken = {"port": running.state.wire_port, "control_port": running.state.control_port}[option]
    with pytest.raises(LocalError) as refused:
        dsql_local.start(tmp_path / "home", **{option: taken})  # type: ignore[arg-type]
    assert str(refused.value) == (
        f"DSQL925: cannot listen on port {taken}: it is taken; name another one, or none"
    )
