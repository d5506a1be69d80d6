"""CREATE FUNCTION, and which function other statements are about."""

from collections.abc import Iterator

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import argument_types, callers, targets
from pulumi_dsql_provider.dialect.parse import function_options, written
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Argument, ArgumentMode, Database, Function, ObjectName

KINDS = frozenset({nodes.OBJECT_FUNCTION, nodes.OBJECT_ROUTINE})
"""What functions are called in a statement."""

_MODES: dict[int, ArgumentMode] = {
    nodes.FUNC_PARAM_IN: "in",
    nodes.FUNC_PARAM_DEFAULT: "in",
    nodes.FUNC_PARAM_OUT: "out",
    nodes.FUNC_PARAM_INOUT: "inout",
    nodes.FUNC_PARAM_VARIADIC: "variadic",
    nodes.FUNC_PARAM_TABLE: "table",
}


def create(statement: Statement, draft: Draft) -> None:
    """Add the function, or replace the one with the same types. A comment outlives that."""
    node = statement.node.create_function_stmt
    name = statement.name_of([part.string.sval for part in node.funcname])
    if node.is_procedure:
        message = f"DSQL has not got procedures: {name}"
        raise Refused(
            statement.refusal("DSQL050", message, "write a function, or do it in the program", name)
        )
    arguments = tuple(_arguments(statement, node, draft))
    options = function_options.given(statement, node.options, name)
    if node.HasField("sql_body"):
        options |= {"body": written.body(statement), "standard": True}
    if "body" not in options:
        message = f"the function {name} has no body"
        raise Refused(statement.refusal("DSQL060", message, "write AS or RETURN", name))
    made = Function.model_validate(
        {
            "name": name,
            "arguments": arguments,
            "returns": _returns(statement, node, name, arguments, draft),
            "returns_set": node.return_type.setof,
            **options,
        }
    )
    before = draft.functions.get(made.identity)
    if before is not None and not node.replace:
        message = f"the function {made.identity} is created twice"
        draft.refuse(statement.refusal("DSQL003", message, "keep one of them", made.identity, "name"))
        return
    comment = None if before is None else before.comment
    draft.functions[made.identity] = made.model_copy(update={"comment": comment})
    draft.locations.setdefault(made.identity, statement.location())


def alter(statement: Statement, _: Draft) -> None:
    """What changes a function's properties is always refused."""
    name = statement.name_of([part.string.sval for part in statement.node.alter_function_stmt.func.objname])
    message = f"DSQL cannot alter the properties of {name}"
    raise Refused(statement.refusal("DSQL050", message, "write them in CREATE OR REPLACE FUNCTION", name))


def drop(statement: Statement, node: nodes.Node, draft: Draft) -> None:
    """DROP FUNCTION, DROP ROUTINE: one of those that it lists."""
    remove(named(statement, node, draft).identity, draft)


def remove(identity: ObjectName, draft: Draft) -> None:
    """Take a function away."""
    draft.access.forget(targets.of_function(draft.functions.pop(identity)))
    draft.locations.pop(identity, None)


def comment(statement: Statement, draft: Draft) -> None:
    """COMMENT ON FUNCTION, COMMENT ON ROUTINE."""
    node = statement.node.comment_stmt
    found = named(statement, node.object, draft)
    draft.functions[found.identity] = found.model_copy(update={"comment": node.comment or None})


def rename(statement: Statement, draft: Draft) -> None:
    """ALTER FUNCTION … RENAME TO."""
    node = statement.node.rename_stmt
    found = named(statement, node.object, draft)
    if users := callers.users(
        found, Database(tables=tuple(draft.tables.values()), indexes=tuple(draft.indexes.values()))
    ):
        message = f"RENAME of function {found.identity}, which {users[0]} calls, is not managed"
        way_out = "write the new name where the function is created and called"
        raise Refused(statement.refusal("DSQL061", message, way_out, found.identity, "name"))
    _move(statement, found, found.name._replace(name=node.newname), draft)


def move(statement: Statement, draft: Draft) -> None:
    """ALTER FUNCTION … SET SCHEMA."""
    node = statement.node.alter_object_schema_stmt
    found = named(statement, node.object, draft)
    _move(statement, found, found.name._replace(schema=node.newschema), draft)


def named(statement: Statement, node: nodes.Node, draft: Draft) -> Function:
    """The function that a statement is about: `f(integer)`, or `f` where there is only one."""
    given = node.object_with_args
    name = statement.name_of([part.string.sval for part in given.objname])
    if given.args_unspecified:
        found = [function for function in draft.functions.values() if function.name == name]
        if len(found) > 1:
            message = f"{name} stands for {len(found)} functions"
            raise Refused(statement.refusal("DSQL063", message, "write the types of its arguments", name))
        if not found:
            raise Missing(f"function {name}", name)
        return found[0]
    types = (_type(statement, each.type_name, draft) for each in given.objargs)
    identity = name._replace(name=f"{name.name}({', '.join(types)})")
    if identity not in draft.functions:
        raise Missing(f"function {identity}", identity)
    return draft.functions[identity]


def _move(statement: Statement, function: Function, name: ObjectName, draft: Draft) -> None:
    moved = function.model_copy(update={"name": name})
    if moved.identity in draft.functions:
        message = f"there are two functions {moved.identity}"
        raise Refused(statement.refusal("DSQL003", message, "choose another name", moved.identity, "name"))
    location = draft.locations[function.identity]
    draft.access.follow(targets.of_function(function), targets.of_function(moved))
    remove(function.identity, draft)
    draft.functions[moved.identity] = moved
    draft.locations[moved.identity] = location


def _arguments(statement: Statement, node: nodes.CreateFunctionStmt, draft: Draft) -> Iterator[Argument]:
    for parameter in (each.function_parameter for each in node.parameters):
        yield Argument(
            name=parameter.name or None,
            type=_type(statement, parameter.arg_type, draft),
            mode=_MODES[parameter.mode],
            default=written.argument_default(statement, parameter.location)
            if parameter.HasField("defexpr")
            else None,
        )


def _returns(
    statement: Statement,
    node: nodes.CreateFunctionStmt,
    name: ObjectName,
    arguments: tuple[Argument, ...],
    draft: Draft,
) -> str:
    """What pg_proc will say: the one result, or `record` for several."""
    results = [argument.type for argument in arguments if argument.is_result]
    if len(results) > 1:
        return "record"
    if results:
        return results[0]
    if not node.HasField("return_type"):
        message = f"the function {name} does not say what it returns"
        raise Refused(statement.refusal("DSQL060", message, "write RETURNS, void if it is nothing", name))
    return _type(statement, node.return_type, draft)


def _type(statement: Statement, name: nodes.TypeName, draft: Draft) -> str:
    if not name.pct_type:
        return argument_types.of_tree(name, statement.schema)
    *path, column = (part.string.sval for part in name.names)
    table = draft.table(statement.name_of(path))
    found = table.column(column)
    if found is None:
        raise Missing(f"column {column} of {table.name}")
    return argument_types.of_text(found.type, statement.schema)
