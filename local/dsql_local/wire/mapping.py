"""Who may be which database role: what `AWS IAM GRANT` has written down."""

import re
from pathlib import Path

from dsql_local.sys.install import connect

_ASSUMED = re.compile(r"arn:(?P<partition>[^:]+):sts::(?P<account>\d+):assumed-role/(?P<name>[^/]+)/.+")
_ROLE = re.compile(r"arn:(?P<partition>[^:]+):iam::(?P<account>\d+):role/(?:.+/)?(?P<name>[^/]+)")


async def is_mapped(socket_dir: Path, role: str, caller: str) -> bool:
    """Whether the database role is mapped to the IAM user or role whose ARN `caller` is.

    `caller` may be a session of an assumed role; mappings name the role itself.
    """
    if not role.isprintable():  # no role is called so, and what is not even UTF-8 could not be asked for
        return False
    async with await connect(socket_dir) as connection:
        query = "SELECT arn FROM sys.iam_pg_role_mappings WHERE pg_role_name = %s"
        cursor = await connection.execute(query, [role])
        return any(is_same(str(arn), caller) for (arn,) in await cursor.fetchall())


def is_same(mapped: str, caller: str) -> bool:
    """Whether an ARN of a mapping stands for the caller. A role's session does not tell the role's path."""
    if mapped == caller:
        return True
    session, role = _ASSUMED.fullmatch(caller), _ROLE.fullmatch(mapped)
    return bool(session and role) and session.groupdict() == role.groupdict()  # type: ignore[union-attr]
