"""The JSON that `--format json` prints.

Every document is one object with `version`, which is 1 and changes when a field goes or gets another
meaning; fields may be added at any time.

That of `lint` is described in `cli.formats.lint_json`.

`inspect`: {"version": 1, "database": {"schemas": […], "tables": […], "indexes": […],
"sequences": […], "domains": […], "functions": […], "statistics": […],
"views": […],
"access": {"roles": […], "memberships": […], "iam_mappings": […], "grants": […], "owners": […],
"default_privileges": […]}}}, each as in `pulumi_dsql_provider.model`. What is null in `access` is not known,
or nothing was said about it.

`diff`: {"version": 1, "steps": […]}, in the order they run and empty where nothing differs. Every step has
`type`, `why`, `hazards` (each `code`, which is what --allow takes, `text`, `needs_allow` and `subject`, the
name of what it is about) and `after`, the numbers, from 1, of the steps that it needs to have run (steps that
do not need each other could run in any order), and

    "statement"  `sql`; `done`, the condition under which it has run already; `reverse`, the SQL that undoes
                 it, or `irreversible`, why there is none
    "wait"       `condition`, what holds when the job of the step before has done its work
    "backfill"   `table`, its `key`, `sql` with the first and the last key as $1…, `rows` to a batch
    "rebuild"    `table`; `reasons`, each with `code`, `what` changes and the `way_out` that needs no rebuild;
                 `wanted`, the table as it is made anew, its `indexes` and `statistics`. `apply` refuses it

A condition is `kind`, `name`, `part` and `state`. The name of a table or an index is an object of `schema`
and `name`. What is not set is null.
"""

import json
from typing import Any

from pulumi_dsql_provider.model import Database, ObjectName
from pulumi_dsql_provider.model.value import Value
from pulumi_dsql_provider.plan import Plan

_VERSION = 1


def of_database(database: Database) -> str:
    """The document of `inspect`."""
    return made({"database": _plain(database)})


def of_plan(plan: Plan) -> str:
    """The document of `diff`."""
    steps = zip(_plain(plan.steps), _plain(plan.after), strict=True)
    return made({"steps": [{**step, "after": after} for step, after in steps]})


def made(content: dict[str, Any]) -> str:
    """A document of this version."""
    return json.dumps({"version": _VERSION, **content}, indent=2, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """A model's value in terms of JSON."""
    match value:
        case ObjectName():
            return {"schema": value.schema, "name": value.name}
        case Value():
            return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return value
