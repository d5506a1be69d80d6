"""Makes a fresh PostgreSQL look like Aurora DSQL from the inside."""

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import psycopg

from dsql_local.rules import definitions, identity, jobs, types
from dsql_local.rules.limits import LIMITS
from dsql_local.rules.rewrite import SERVER_VERSION, SERVER_VERSION_NUMBER
from dsql_local.rules.rule import GENERAL_AVAILABILITY
from dsql_local.rules.sizes import SIZES
from dsql_local.rules.types import STORABLE, StorableType

SUPERUSER = "dsql_superuser"
_FILES = ("schema.sql", "look.sql", "jobs.sql", "touched.sql", "sizes.sql", "checks.sql")
_ANSWERS = (
    types.UNSTORABLE,
    types.UNINDEXABLE,
    types.KEY_COLUMN_DROPPED,
    types.KEY_DROPPED,
    identity.IDENTITY_TYPE,
    definitions.IAM_BY_OTHERS,
    definitions.IAM_WITHOUT_LOGIN,
    definitions.MAPPED_ROLE_DROPPED,
    jobs.BAD_JOB_ID,
)

_PLAIN = [it for it in STORABLE if it.since == GENERAL_AVAILABILITY]
"""The types that no day has to be looked at for: columns have always had them."""
_PLAIN_IN_KEYS = [it for it in _PLAIN if it.in_keys and it.in_keys_since == GENERAL_AVAILABILITY]


async def connect(socket_dir: Path) -> psycopg.AsyncConnection[tuple[object, ...]]:
    """A connection in autocommit mode, past all rules, to the server whose Unix socket is in `socket_dir`."""
    return await psycopg.AsyncConnection.connect(
        host=str(socket_dir), port=5432, user=SUPERUSER, dbname="postgres", autocommit=True
    )


async def install(socket_dir: Path) -> None:
    """Make schema sys, the role admin and all rules that the database itself checks. A second time does
    nothing.
    """
    async with await connect(socket_dir) as connection, connection.cursor() as cursor:
        await cursor.execute("SELECT FROM pg_namespace WHERE nspname = 'sys'")
        if cursor.rowcount:
            return
        async with connection.transaction():
            await cursor.execute(_script())
            await cursor.executemany("INSERT INTO pg_dsql._answer VALUES (%s, %s, %s, %s)", _answers())
            await cursor.executemany(
                "INSERT INTO pg_dsql._storable VALUES (%s::regtype, %s, %s, %s)", _storable()
            )


@cache
def fingerprint() -> str:
    """12 characters that change with what `install` makes."""
    made = _script() + repr((_answers(), _storable())).encode()
    return hashlib.sha256(made).hexdigest()[:12]


def _answers() -> list[tuple[str, str, str, int | None]]:
    """The rows of pg_dsql._answer."""
    return [
        *((answer.name, answer.sqlstate, answer.message, None) for answer in _ANSWERS),
        *((limit.name, limit.sqlstate, limit.message, limit.at_most) for limit in LIMITS + SIZES),
    ]


def _storable() -> list[tuple[str, bool, date, date]]:
    """The rows of pg_dsql._storable."""
    return [
        (f"pg_catalog.{type_.name}", type_.in_keys, type_.since, type_.in_keys_since) for type_ in STORABLE
    ]


def _names(types: Sequence[StorableType]) -> str:
    """The types as the text of an array."""
    return "{" + ",".join(f"pg_catalog.{it.name}" for it in types) + "}"


def _script() -> bytes:
    """All of the SQL, in order."""
    folder = files("dsql_local.sys")
    script = "\n".join(folder.joinpath(name).read_text() for name in _FILES)
    return (
        script.replace("@server_version@", SERVER_VERSION)
        .replace("@server_version_number@", SERVER_VERSION_NUMBER)
        .replace("@plain_types@", _names(_PLAIN))
        .replace("@plain_key_types@", _names(_PLAIN_IN_KEYS))
        .encode()
    )
