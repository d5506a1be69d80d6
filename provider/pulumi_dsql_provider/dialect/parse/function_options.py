"""What a CREATE FUNCTION says besides arguments and result: body, volatility, settings and the like."""

from collections.abc import Callable, Iterable
from typing import NoReturn, get_args

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ObjectName, Setting
from pulumi_dsql_provider.model.function import ParallelSafety

_LISTS = frozenset(
    {
        "local_preload_libraries",
        "search_path",
        "session_preload_libraries",
        "shared_preload_libraries",
        "temp_tablespaces",
    }
)
"""The parameters whose value is a list of names."""
_ROWS_OF_A_SET = 1000


def given(statement: Statement, options: Iterable[nodes.Node], name: ObjectName) -> dict[str, object]:
    """The options as fields of Function. Raises Refused for those that DSQL has not got."""
    found: dict[str, object] = {}
    settings: dict[str, str] = {}
    for option in (node.def_elem for node in options):
        if option.defname == "set":
            _set(statement, option.arg.variable_set_stmt, name, settings)
        elif option.defname == "language":
            _language(statement, option, name)
        elif option.defname == "parallel":
            found["parallel"] = _parallel(statement, option, name)
        elif option.defname in _FIELDS:
            field, value = _FIELDS[option.defname]
            found[field] = value(option.arg)
        elif option.defname != "leakproof" or option.arg.boolean.boolval:
            form = option.defname.upper()
            _refuse(statement, option, name, f"{form} of functions", "leave it out")
    if found.get("rows") == _ROWS_OF_A_SET:
        del found["rows"]
    return {**found, "settings": tuple(sorted(Setting(*pair) for pair in settings.items()))}


def _language(statement: Statement, option: nodes.DefElem, name: ObjectName) -> None:
    language = option.arg.string.sval.lower()
    if language != "sql":
        _refuse(
            statement, option, name, f"functions in {language}", "write it in SQL, or do it in the program"
        )


def _parallel(statement: Statement, option: nodes.DefElem, name: ObjectName) -> str:
    word = _word(option.arg)
    if word not in get_args(ParallelSafety):
        message = f"{name}: PARALLEL is SAFE, RESTRICTED or UNSAFE"
        raise Refused(
            statement.refusal("DSQL060", message, "write one of them", name, "parallel", option.location)
        )
    return word


def _set(
    statement: Statement, node: nodes.VariableSetStmt, name: ObjectName, settings: dict[str, str]
) -> None:
    parameter = node.name.lower()
    if node.kind == nodes.VAR_SET_VALUE:
        values = (_value(each.a_const, parameter) for each in node.args)
        settings[parameter] = ", ".join(values)
    elif node.kind == nodes.VAR_SET_DEFAULT:
        settings.pop(parameter, None)
    else:
        message = f"SET {parameter} FROM CURRENT of {name} depends on who runs it"
        raise Refused(statement.refusal("DSQL050", message, "write the value", name, "settings"))


def _value(constant: nodes.A_Const, parameter: str) -> str:
    kind = constant.WhichOneof("val")
    if kind == "ival":
        return str(constant.ival.ival)
    if kind == "fval":
        return str(constant.fval.fval)
    text = str(constant.sval.sval)
    return quote(text) if parameter in _LISTS else text


def _body(arg: nodes.Node) -> str:
    return str(arg.list.items[0].string.sval)


def _word(arg: nodes.Node) -> str:
    return str(arg.string.sval).lower()


def _flag(arg: nodes.Node) -> bool:
    return bool(arg.boolean.boolval)


def _number(arg: nodes.Node) -> float:
    return float(arg.float.fval) if arg.WhichOneof("node") == "float" else float(arg.integer.ival)


_FIELDS: dict[str, tuple[str, Callable[[nodes.Node], object]]] = {
    "as": ("body", _body),
    "volatility": ("volatility", _word),
    "strict": ("strict", _flag),
    "security": ("security_definer", _flag),
    "cost": ("cost", _number),
    "rows": ("rows", _number),
}


def _refuse(
    statement: Statement, option: nodes.DefElem, name: ObjectName, form: str, way_out: str
) -> NoReturn:
    message = f"{name}: DSQL has not got {form}"
    raise Refused(statement.refusal("DSQL050", message, way_out, name, "body", option.location))
