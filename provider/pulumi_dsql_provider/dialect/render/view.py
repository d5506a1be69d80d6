"""SQL for views."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render import query, remark
from pulumi_dsql_provider.dialect.render.layout import fill, listed, names
from pulumi_dsql_provider.model import ObjectName, View

_CHECK_OPTION = "check_option"


def create(view: View) -> str:
    """CREATE VIEW; comments are statements of their own."""
    return _create("CREATE VIEW", view)


def replace(view: View) -> str:
    """CREATE OR REPLACE VIEW, which the database takes only where the columns that were there stay."""
    return _create("CREATE OR REPLACE VIEW", view)


def drop(name: ObjectName) -> str:
    """DROP VIEW, refused by the database while another view or a function needs it."""
    return f"DROP VIEW {qualified(name)}"


def rename(name: ObjectName, to: str) -> str:
    """ALTER VIEW … RENAME TO; what reads the view follows."""
    return f"ALTER VIEW {qualified(name)} RENAME TO {quote(to)}"


def options(live: View, wanted: View) -> list[str]:
    """ALTER VIEW … SET or RESET for each option that differs, in order of the options."""
    before, after = dict(_options(live)), dict(_options(wanted))
    alter = f"ALTER VIEW {qualified(wanted.name)}"
    return [
        f"{alter} RESET ({name})"
        if name == _CHECK_OPTION and name not in after
        else f"{alter} SET ({name} = {after.get(name, 'false')})"
        for name in (_CHECK_OPTION, "security_barrier", "security_invoker")
        if before.get(name) != after.get(name)
    ]


def comment(name: ObjectName, text: str | None) -> str:
    """COMMENT ON VIEW; None removes the comment."""
    return remark.on("VIEW", qualified(name), text)


def column_comment(name: ObjectName, column: str, text: str | None) -> str:
    """COMMENT ON COLUMN of a view; None removes the comment."""
    return remark.on("COLUMN", f"{qualified(name)}.{quote(column)}", text)


def _create(words: str, view: View) -> str:
    options = [[f"{name} = {value}"] for name, value in _options(view)]
    head = [
        words,
        qualified(view.name),
        *(names(view.columns) if view.columns else ()),
        *(("WITH", *listed(options)) if options else ()),
        "AS",
    ]
    return f"{fill(head)}\n{query.lines(view.query)}"


def _options(view: View) -> Iterator[tuple[str, str]]:
    if view.check_option is not None:
        yield _CHECK_OPTION, view.check_option
    if view.security_barrier:
        yield "security_barrier", "true"
    if view.security_invoker:
        yield "security_invoker", "true"
