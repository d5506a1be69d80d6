"""SQL for functions."""

from collections.abc import Iterator, Sequence

from pulumi_dsql_provider.dialect import snippet
from pulumi_dsql_provider.dialect.identifiers import literal, qualified, quote
from pulumi_dsql_provider.dialect.render import function_body, remark
from pulumi_dsql_provider.dialect.render.layout import Pieces, fill, listed
from pulumi_dsql_provider.model import Argument, Function, ObjectName, Setting

_NAMES_IN_LISTS = "search_path"
_COST = 100


def create(function: Function) -> str:
    """CREATE FUNCTION; its comment is a statement of its own."""
    return _create("CREATE FUNCTION", function)


def replace(function: Function) -> str:
    """CREATE OR REPLACE FUNCTION, which the database takes only for a function that `can_replace`."""
    return _create("CREATE OR REPLACE FUNCTION", function)


def drop(function: Function) -> str:
    """DROP FUNCTION, refused by the database while anything but the text of a body uses it."""
    return fill(["DROP FUNCTION", *_called(function)])


def comment(function: Function, text: str | None) -> str:
    """COMMENT ON FUNCTION; None removes the comment."""
    return remark.on("FUNCTION", " ".join(_called(function)), text)


def _create(words: str, function: Function) -> str:
    arguments = [_argument(each) for each in function.arguments if each.mode != "table"]
    return "\n".join(
        (
            fill([words, *_with_brackets(function.name, arguments)]),
            fill(["RETURNS", *_returns(function)], indent="  "),
            fill(_attributes(function), indent="  "),
            *(fill(_setting(each), indent="  ") for each in function.settings),
            function_body.lines(function),
        )
    )


def _called(function: Function) -> Pieces:
    """The function as other statements name it: `public.f(integer, text)`."""
    return _with_brackets(function.name, [[type_] for type_ in function.types])


def _with_brackets(name: ObjectName, items: Sequence[Pieces]) -> Pieces:
    first, *rest = listed(items) if items else ["()"]
    return [qualified(name) + first, *rest]


def _argument(argument: Argument) -> Pieces:
    mode = () if argument.mode in ("in", "table") else (argument.mode.upper(),)
    name = () if argument.name is None else (quote(argument.name),)
    default = () if argument.default is None else ("DEFAULT", *snippet.words(argument.default))
    return (*mode, *name, argument.type, *default)


def _returns(function: Function) -> Pieces:
    columns = [_argument(each) for each in function.arguments if each.mode == "table"]
    if columns:
        return ("TABLE", *listed(columns))
    return ("SETOF", function.returns) if function.returns_set else (function.returns,)


def _attributes(function: Function) -> Iterator[str]:
    yield "LANGUAGE sql"
    if function.volatility != "volatile":
        yield function.volatility.upper()
    if function.strict:
        yield "STRICT"
    if function.security_definer:
        yield "SECURITY DEFINER"
    if function.parallel != "unsafe":
        yield f"PARALLEL {function.parallel.upper()}"
    if function.cost != _COST:
        yield f"COST {function.cost:g}"
    if function.rows is not None:
        yield f"ROWS {function.rows:g}"


def _setting(setting: Setting) -> Pieces:
    """A list of names is written as pg_proc holds it, but for names without letters."""
    value = setting.value.replace('""', "''") if setting.name == _NAMES_IN_LISTS else literal(setting.value)
    return (f"SET {quote(setting.name)} TO", value)
