"""What `dsql-local status` says of a running stand-in."""

from collections.abc import Iterator, Mapping
from typing import Any

from dsql_local.running import Running
from dsql_local.settings import Value


def described(stand_in: Running) -> dict[str, Any]:
    """All of it, as JSON has it."""
    found_at = stand_in.state
    return {
        "process": found_at.pid,
        "region": found_at.region,
        "home": str(stand_in.home),
        "data": found_at.data,
        "ports": {"postgresql": found_at.wire_port, "control": found_at.control_port},
        "settings": stand_in.settings,
        "clusters": [cluster.as_dict() for cluster in stand_in.clusters()],
    }


def as_text(about: Mapping[str, Any]) -> str:
    """The same for a reader, a line for each thing."""
    ports = about["ports"]
    lines = [
        f"running    process {about['process']}, Region {about['region']}, home {about['home']}",
        f"listens    127.0.0.1: {ports['postgresql']} (PostgreSQL), {ports['control']} (control plane)",
        f"data       {about['data'] or 'not kept'}",
        "settings   " + ", ".join(_shown(about["settings"])),
    ]
    clusters = [
        f"cluster    {cluster['identifier']}  {cluster['status']}  {cluster['endpoint']}"
        for cluster in about["clusters"]
    ]
    return "\n".join([*lines, *clusters])


def _shown(settings: Mapping[str, Value]) -> Iterator[str]:
    """The settings as words; what is not set is left out."""
    for name, value in settings.items():
        if value is not None:
            yield f"{name} {value:g}" if isinstance(value, float | int) else f"{name} {value}"
