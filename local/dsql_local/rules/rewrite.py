"""Statements that PostgreSQL does not have, or has another way, in words that it has.

The functions called here are made by `dsql_local/sys/*.sql`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from dsql_local.rules.settings import UNKNOWN_TO_POSTGRESQL
from dsql_local.rules.source import SEMICOLON, Token
from dsql_local.rules.trees import literal, quoted, string_of

SERVER_VERSION, SERVER_VERSION_NUMBER = "16.15", "160015"
_SHOWN = {
    "server_version": SERVER_VERSION,
    "server_version_num": SERVER_VERSION_NUMBER,
    "lock_timeout": "0",
}
_ALL = (
    "SELECT name, current_setting(name) AS setting, short_desc AS description FROM pg_settings ORDER BY name"
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """SQL to run, and the command tag to answer with."""

    sql: str
    tag: str


def create_index(statement: pb.IndexStmt, ddl: str, plain_ddl: str) -> str:
    """A call that makes the index and returns the id of the job that will make it valid.

    `plain_ddl` is the same without UNIQUE, for the case that there are duplicates.
    """
    relation = literal(quoted(statement.relation))
    return f"SELECT pg_dsql._create_index({literal(ddl)}, {literal(plain_ddl)}, {relation}) AS job_id"


def validate(statement: pb.AlterTableStmt) -> str:
    """A call that returns the id of the job that will validate the constraint; no row when the table may be
    missing and is.
    """
    names = ", ".join(literal(node.alter_table_cmd.name) for node in statement.cmds)
    relation = literal(quoted(statement.relation))
    condition = f" WHERE to_regclass({relation}) IS NOT NULL" if statement.missing_ok else ""
    return f"SELECT pg_dsql._validate_constraint({relation}, {names}) AS job_id{condition}"


def analyze(statement: pb.VacuumStmt) -> str:
    """SQL that lists the ANALYZE among the jobs."""
    names = (literal(quoted(node.vacuum_relation.relation)) for node in statement.rels)
    tables = ", ".join(f"to_regclass({name})" for name in names)
    return f"SELECT pg_dsql._list_analyze(ARRAY[{tables}]::oid[])"


def iam_mapping(tokens: Sequence[Token]) -> Rewritten | None:
    """`AWS IAM GRANT role TO 'arn'[, …]` and `AWS IAM REVOKE role FROM 'arn'[, …]` as a call; None for all
    else.
    """
    words = [token for token in tokens if token.kind != SEMICOLON]
    match [token.word for token in words[:5]]:
        case ["aws", "iam", "grant", _, "to"]:
            verb = "grant"
        case ["aws", "iam", "revoke", _, "from"]:
            verb = "revoke"
        case _:
            return None
    arns, commas = words[5::2], words[6::2]
    if (
        not arns
        or any(arn.kind != pb.Token.SCONST for arn in arns)
        or any(comma.text != "," for comma in commas)
    ):
        return None
    names = ", ".join(arn.text for arn in arns)
    return Rewritten(
        f"CALL pg_dsql._iam_{verb}({literal(words[3].name)}, ARRAY[{names}])", f"AWS IAM {verb.upper()}"
    )


def parameter(node: pb.Node) -> Rewritten | None:
    """SHOW and SET of parameters that the service has another value for, or PostgreSQL has not; None for the
    others.
    """
    shown = node.variable_show_stmt.name.lower()
    if shown in _SHOWN:
        return Rewritten(f"SELECT {literal(_SHOWN[shown])} AS {shown}", "SHOW")
    if shown in UNKNOWN_TO_POSTGRESQL:
        return Rewritten(f"SELECT current_setting({literal(shown)}) AS {shown}", "SHOW")
    if shown == "all":
        return Rewritten(_ALL, "SHOW")
    changed = node.variable_set_stmt
    name = changed.name.lower()
    if name in UNKNOWN_TO_POSTGRESQL:  # what has a dot in its name can be set to anything
        if changed.kind == pb.VAR_RESET:
            return Rewritten(f"RESET dsql.{name}", "RESET")
        value = literal(string_of(changed.args[0])) if changed.args else "DEFAULT"
        return Rewritten(f"SET {'LOCAL ' if changed.is_local else ''}dsql.{name} = {value}", "SET")
    return None


def drop_role_guard(statement: pb.DropRoleStmt) -> str:
    """SQL that raises when one of the roles is still mapped to an IAM role."""
    names = ", ".join(literal(role.role_spec.rolename) for role in statement.roles)
    return f"SELECT pg_dsql._guard_drop_role(ARRAY[{names}]::text[])"
