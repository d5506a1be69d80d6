"""Domains, views, functions and roles: the clauses that their CREATE and ALTER may not have."""

from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.create_table import column_refusal
from dsql_local.rules.rule import Answer, Evidence, Refusal, Rule, Table
from dsql_local.rules.trees import option, option_names, string_of

_ROLE_OPTIONS = {"canlogin", "inherit", "addroleto", "rolemembers", "adminmembers"}
_ALTER_ROLE_OPTIONS = _ROLE_OPTIONS - {"canlogin"}
_WORDS = {
    "canlogin": "LOGIN",
    "connectionlimit": "CONNECTION LIMIT",
    "isreplication": "REPLICATION",
    "validUntil": "VALID UNTIL",
}
"""Options that PostgreSQL's grammar has another name for than SQL."""
_FUNCTION_OPTIONS = {"leakproof", "transform", "support", "window"}


def _other_language(function: pb.CreateFunctionStmt) -> dict[str, str] | None:
    given = option(function.options, "language")
    language = string_of(given).lower() if given is not None else "sql"
    return None if language == "sql" else {"language": language}


DOMAIN: Table[pb.CreateDomainStmt] = Table(
    Rule(
        name="domain-collation",
        message="COLLATE clause not supported for CREATE DOMAIN",
        evidence=Evidence.GRAMMAR,
        when=lambda domain: domain.HasField("coll_clause"),
    ),
)
ALTER_DOMAIN: Table[pb.AlterDomainStmt] = Table(
    Rule(
        name="domain-set-not-null",
        message="unsupported ALTER DOMAIN SET NOT NULL statement",
        evidence=Evidence.AUDITED,
        when=lambda change: change.subtype == "O",
    ),
    Rule(
        name="domain-add-constraint",
        message="unsupported ALTER DOMAIN ADD CONSTRAINT statement",
        evidence=Evidence.AUDITED,
        when=lambda change: change.subtype == "C",
    ),
)
VIEW: Table[pb.ViewStmt] = Table(
    Rule(
        name="temporary-view",
        message="TEMPORARY or TEMP view not supported for CREATE VIEW",
        evidence=Evidence.LINTED,
        when=lambda view: view.view.relpersistence != "p",
    ),
)
FUNCTION: Table[pb.CreateFunctionStmt] = Table(
    Rule(
        name="function-language",
        message="CREATE FUNCTION with language {language} not supported",
        evidence=Evidence.RECORDED,
        when=_other_language,
    ),
    Rule(
        name="function-option",
        message="CREATE FUNCTION with {option} not supported",
        evidence=Evidence.GUIDE,
        when=lambda function: _unsupported(option_names(function.options), _FUNCTION_OPTIONS),
    ),
)
ROLE: Table[pb.CreateRoleStmt] = Table(
    Rule(
        name="role-option",
        message="unsupported option in CREATE ROLE statement: {option}",
        evidence=Evidence.GRAMMAR,
        when=lambda role: _unsupported(set(option_names(role.options)) - _ROLE_OPTIONS),
    ),
)
ALTER_ROLE: Table[pb.AlterRoleStmt] = Table(
    Rule(
        name="alter-role-option",
        message="unsupported option in ALTER ROLE statement: {option}",
        evidence=Evidence.LINTED,
        when=lambda role: _unsupported(set(option_names(role.options)) - _ALTER_ROLE_OPTIONS),
    ),
)

IAM_BY_OTHERS = Answer(
    name="iam-by-others",
    message="permission denied: only admin can map roles to IAM",
    sqlstate="42501",
    evidence=Evidence.GUIDE,
)
IAM_WITHOUT_LOGIN = Answer(
    name="iam-without-login",
    message='role "{role}" cannot log in',
    evidence=Evidence.GUIDE,
)
MAPPED_ROLE_DROPPED = Answer(
    name="drop-mapped-role",
    message='role "{role}" cannot be dropped because some objects depend on it',
    sqlstate="2BP01",
    evidence=Evidence.GUIDE,
)


def _unsupported(names: list[str] | set[str], refused: set[str] | None = None) -> dict[str, str] | None:
    """The first of `names`, or of those among them that are `refused`, to be named in the answer."""
    found = sorted(names if refused is None else refused & set(names))
    return {"option": _WORDS.get(found[0], found[0].upper())} if found else None


def refusal(node: pb.Node, as_of: date) -> Refusal | None:
    """What is wrong with one of these statements, or None; None for any other."""
    match node.WhichOneof("node"):
        case "create_domain_stmt":
            domain = node.create_domain_stmt
            column = pb.ColumnDef(type_name=domain.type_name)
            return DOMAIN.refusal(domain, as_of) or column_refusal(column, as_of)
        case "alter_domain_stmt":
            return ALTER_DOMAIN.refusal(node.alter_domain_stmt, as_of)
        case "view_stmt":
            return VIEW.refusal(node.view_stmt, as_of)
        case "create_function_stmt":
            return FUNCTION.refusal(node.create_function_stmt, as_of)
        case "create_role_stmt":
            return ROLE.refusal(node.create_role_stmt, as_of)
        case "alter_role_stmt":
            return ALTER_ROLE.refusal(node.alter_role_stmt, as_of)
        case _:
            return None
