"""SQL for domains."""

from pulumi_dsql_provider.dialect import snippet, types
from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render import check, remark
from pulumi_dsql_provider.dialect.render.layout import fill
from pulumi_dsql_provider.model import Domain, ObjectName


def create(domain: Domain) -> str:
    """CREATE DOMAIN with its checks; its comment is a statement of its own."""
    pieces = [f"CREATE DOMAIN {qualified(domain.name)}", f"AS {domain.type}"]
    if not domain.nullable:
        pieces.append("NOT NULL")
    if domain.default is not None:
        pieces += ["DEFAULT", *snippet.as_default(domain.default)]
    elif types.domain_named(domain.type) is not None:
        pieces.append("DEFAULT NULL")  # or it would get that of the domain which it is over
    for each in domain.checks:
        pieces += check.pieces(each)
    return fill(pieces)


def set_default(name: ObjectName, expression: str) -> str:
    """SET DEFAULT, for rows that come later only."""
    return fill([_alter(name), "SET DEFAULT", *snippet.words(expression)])


def drop_default(name: ObjectName) -> str:
    """DROP DEFAULT."""
    return fill([_alter(name), "DROP DEFAULT"])


def drop_not_null(name: ObjectName) -> str:
    """DROP NOT NULL; there is no way back on DSQL."""
    return fill([_alter(name), "DROP NOT NULL"])


def rename(name: ObjectName, to: str) -> str:
    """RENAME TO, within the schema; columns of it follow."""
    return fill([_alter(name), f"RENAME TO {quote(to)}"])


def rename_constraint(name: ObjectName, old: str, new: str) -> str:
    """RENAME CONSTRAINT."""
    return fill([_alter(name), f"RENAME CONSTRAINT {quote(old)}", f"TO {quote(new)}"])


def drop(name: ObjectName) -> str:
    """DROP DOMAIN, refused by the database while a column is of its type; DSQL has no CASCADE."""
    return f"DROP DOMAIN {qualified(name)}"


def comment(name: ObjectName, text: str | None) -> str:
    """COMMENT ON DOMAIN; None removes the comment."""
    return remark.on("DOMAIN", qualified(name), text)


def comment_on_check(name: ObjectName, check: str, text: str | None) -> str:
    """COMMENT ON CONSTRAINT of a domain; None removes the comment."""
    return remark.on("CONSTRAINT", f"{quote(check)} ON DOMAIN {qualified(name)}", text)


def _alter(name: ObjectName) -> str:
    return f"ALTER DOMAIN {qualified(name)}"
