"""Domains, views, functions and roles: the clauses that their CREATE and ALTER may not have."""

from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.create_table import COLUMN_RULES
from dsql_local.rules.rule import GUIDE_DAY, SEPTEMBER, Evidence, Refusal, Rule, first_refusal
from dsql_local.rules.trees import option, option_names, string_of

_OCTOBER = date(2026, 10, 3)
_ROLE_OPTIONS = {"canlogin", "inherit", "addroleto", "rolemembers", "adminmembers"}
_FUNCTION_OPTIONS = {"leakproof", "transform", "support", "window"}


def _other_language(function: pb.CreateFunctionStmt) -> dict[str, str] | None:
    given = option(function.options, "language")
    language = string_of(given).lower() if given is not None else "sql"
    return None if language == "sql" else {"language": language}


DOMAIN_RULES: tuple[Rule[pb.CreateDomainStmt], ...] = (
    Rule(
        name="domain-collation",
        message="COLLATE clause not supported for CREATE DOMAIN",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda domain: domain.HasField("coll_clause"),
    ),
)
ALTER_DOMAIN_RULES: tuple[Rule[pb.AlterDomainStmt], ...] = (
    Rule(
        name="domain-set-not-null",
        message="unsupported ALTER DOMAIN SET NOT NULL statement",
        since=_OCTOBER,
        evidence=Evidence.AUDITED,
        when=lambda change: change.subtype == "O",
    ),
    Rule(
        name="domain-add-constraint",
        message="unsupported ALTER DOMAIN ADD CONSTRAINT statement",
        since=_OCTOBER,
        evidence=Evidence.AUDITED,
        when=lambda change: change.subtype == "C",
    ),
)
VIEW_RULES: tuple[Rule[pb.ViewStmt], ...] = (
    Rule(
        name="temporary-view",
        message="TEMPORARY or TEMP view not supported for CREATE VIEW",
        since=date(2026, 8, 7),
        evidence=Evidence.LINTED,
        when=lambda view: view.view.relpersistence != "p",
    ),
)
FUNCTION_RULES: tuple[Rule[pb.CreateFunctionStmt], ...] = (
    Rule(
        name="function-language",
        message="CREATE FUNCTION with language {language} not supported",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=_other_language,
    ),
    Rule(
        name="function-option",
        message="CREATE FUNCTION with {option} not supported",
        since=GUIDE_DAY,
        evidence=Evidence.GUIDE,
        when=lambda function: _unsupported(option_names(function.options), _FUNCTION_OPTIONS),
    ),
)
ROLE_RULES: tuple[Rule[pb.CreateRoleStmt], ...] = (
    Rule(
        name="role-option",
        message="unsupported option in CREATE ROLE statement: {option}",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda role: _unsupported(set(option_names(role.options)) - _ROLE_OPTIONS),
    ),
)
ALTER_ROLE_RULES: tuple[Rule[pb.AlterRoleStmt], ...] = (
    Rule(
        name="alter-role-option",
        message="unsupported option in ALTER ROLE statement: {option}",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda role: _unsupported(set(option_names(role.options)) - _ROLE_OPTIONS),
    ),
)


def _unsupported(names: list[str] | set[str], refused: set[str] | None = None) -> dict[str, str] | None:
    """The first of `names`, or of those among them that are `refused`, to be named in the answer."""
    found = sorted(names if refused is None else refused & set(names))
    return {"option": found[0].upper()} if found else None


def refusal(node: pb.Node) -> Refusal | None:
    """What is wrong with one of these statements, or None; None for any other."""
    match node.WhichOneof("node"):
        case "create_domain_stmt":
            domain = node.create_domain_stmt
            column = pb.ColumnDef(type_name=domain.type_name)
            return first_refusal(DOMAIN_RULES, domain) or first_refusal(COLUMN_RULES, column)
        case "alter_domain_stmt":
            return first_refusal(ALTER_DOMAIN_RULES, node.alter_domain_stmt)
        case "view_stmt":
            return first_refusal(VIEW_RULES, node.view_stmt)
        case "create_function_stmt":
            return first_refusal(FUNCTION_RULES, node.create_function_stmt)
        case "create_role_stmt":
            return first_refusal(ROLE_RULES, node.create_role_stmt)
        case "alter_role_stmt":
            return first_refusal(ALTER_ROLE_RULES, node.alter_role_stmt)
        case _:
            return None
