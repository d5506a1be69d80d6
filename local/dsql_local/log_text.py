"""How `dsql-local log` shows an entry."""

import json

from dsql_local.statement_log import LogEntry


def as_json(entry: LogEntry) -> str:
    """The entry on one line, as it is in the file."""
    return json.dumps(entry, ensure_ascii=False)


def as_text(entry: LogEntry) -> str:
    """The entry for a reader, on one line; the text of a refusal on a second one.

    10:15:00.123Z abcdef CreateCluster 200
    10:15:01.456Z abcdef #1 admin ok 0.4 ms | SELECT 1
    10:15:02.789Z abcdef #1 admin ok (lose-after) 0.5 ms | INSERT INTO t VALUES (1)
    """
    clock, cluster = str(entry["time"])[11:], str(entry["cluster"] or "-")[:6]
    line = _call(entry) if entry["event"] == "call" else _statement(entry)
    return f"{clock} {cluster:6} {line}"


def _call(entry: LogEntry) -> str:
    parts = (entry["operation"], entry["status"], entry["error"], _fault(entry))
    return " ".join(str(part) for part in parts if part)


def _statement(entry: LogEntry) -> str:
    sql = " ".join(str(entry["sql"]).split())
    who = f"#{entry['session']} {entry['user']}"
    words = f"{who} {entry['verdict']} {_fault(entry)}".strip()
    line = f"{words} {entry['milliseconds']:.1f} ms | {sql}"
    return f"{line}\n    {entry['message']}" if entry["message"] else line


def _fault(entry: LogEntry) -> str:
    """What an injected fault did to it."""
    return f"({entry['fault']})" if entry["fault"] else ""
