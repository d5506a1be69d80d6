"""Functions."""

import math
from collections import Counter
from collections.abc import Iterator

from pulumi_dsql_provider.dialect import bodies, calls, grammar
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.expressions.syntax import tree
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.dialect.validate import expression, form, name, schema
from pulumi_dsql_provider.model import Database, Function, ObjectName


def refusals(wanted: Database, rules: Rules) -> Iterator[Refusal]:
    """The functions, and what may only call some of them."""
    seen: set[ObjectName] = set()
    for function in wanted.functions:
        if function.identity in seen:
            yield _refusal(function, "DSQL003", "it is declared twice", "declare it once", "name")
        seen.add(function.identity)
        yield from _function(function, rules)
    if wanted.functions:
        yield from _calls(wanted)


def _function(function: Function, rules: Rules) -> Iterator[Refusal]:
    subject = function.identity
    yield from name.refusals(function.name.name, "function", subject)
    if schema.is_reserved(function.name.schema):
        yield schema.reserved(function.name.schema, subject)
    yield from form.refusals("create-function-sql", "functions", rules, subject, "name")
    yield from _arguments(function)
    yield from _body(function)
    yield from _estimates(function)
    if function.rows is not None and not function.returns_set:
        yield _refusal(function, "DSQL031", "it has ROWS and returns one value", "leave ROWS out", "rows")


def _arguments(function: Function) -> Iterator[Refusal]:
    results = tuple(argument for argument in function.arguments if argument.is_result)
    for side in (function.given, results):
        names = [argument.name for argument in side if argument.name is not None]
        for twice in sorted(each for each, count in Counter(names).items() if count > 1):
            message = f"two of its arguments are called {twice}"
            yield _refusal(function, "DSQL003", message, "rename one of them", "arguments")
    defaults = [argument.default is not None for argument in function.given]
    if defaults != sorted(defaults):
        message = "an argument without a default follows one that has one"
        yield _refusal(function, "DSQL031", message, "give it a default too", "arguments")
    for argument in function.arguments:
        if argument.name is not None:
            yield from name.refusals(argument.name, "argument", function.identity, "arguments")
        if argument.default is not None:
            yield from _default(function, argument.default)


def _default(function: Function, text: str) -> Iterator[Refusal]:
    for refusal in expression.default_refusals(text, function.identity):
        yield refusal.model_copy(update={"property": "arguments"})


def _body(function: Function) -> Iterator[Refusal]:
    if function.standard:
        yield from _returned(function)
        return
    try:
        grammar.parse(function.body)
    except grammar.PgQueryError as error:
        yield _refusal(
            function,
            "DSQL060",
            f"its body is no SQL: {' '.join(error.message.split())}",
            "correct it",
            "body",
        )


def _returned(function: Function) -> Iterator[Refusal]:
    """What is written behind RETURN: with the names of its arguments, it has to be an expression still."""
    try:
        if (returned := bodies.returned(function)) is not None:
            tree(returned)
    except Refused as refused:
        at = {"subject": function.identity, "property": "body"}
        yield from (refusal.model_copy(update=at) for refusal in refused.refusals)


def _estimates(function: Function) -> Iterator[Refusal]:
    for part, estimate in (("cost", function.cost), ("rows", function.rows)):
        if estimate is not None and not 0 < estimate < math.inf:
            message = f"its {part.upper()} is {estimate:g}"
            yield _refusal(function, "DSQL031", message, "write a number above 0", part)


def _calls(wanted: Database) -> Iterator[Refusal]:
    """What is stored must be computed by immutable functions."""
    for table in wanted.tables:
        for column in table.columns:
            if column.generated is not None:
                yield from _changing(
                    column.generated, wanted, f"{table.name}.{column.name}", table.name, "columns"
                )
    for index in wanted.indexes:
        subject = index.qualified_name
        for key in index.keys:
            if key.expression is not None:
                yield from _changing(key.expression, wanted, f"the index {subject}", subject, "keys")
        if index.where is not None:
            yield from _changing(index.where, wanted, f"the index {subject}", subject, "where")


def _changing(text: str, wanted: Database, what: str, subject: ObjectName, part: str) -> Iterator[Refusal]:
    try:
        found = calls.of_expression(text)
    except Refused:  # told where the expression itself is looked at
        return
    for call in sorted(found, key=str):
        meant = calls.meant((call,), wanted.functions)
        if meant and all(function.volatility != "immutable" for function in meant):
            yield Refusal(
                code="DSQL047",
                message=f"{what} calls {meant[0].identity}, which is {meant[0].volatility.upper()}",
                way_out="declare the function IMMUTABLE, if it is",
                subject=subject,
                property=part,
            )


def _refusal(function: Function, code: str, message: str, way_out: str, part: str) -> Refusal:
    return Refusal(
        code=code,
        message=f"the function {function.identity}: {message}",
        way_out=way_out,
        subject=function.identity,
        property=part,
    )
