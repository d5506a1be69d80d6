"""What a class takes, read from its source: annotations as they are written, without what is Pulumi's."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

_BUILT_IN = {"Sequence": "list", "Mapping": "dict"}


@dataclass(frozen=True)
class Argument:
    """`type` is for people: `list[str]`; `default` is Python, None where the argument is required."""

    name: str
    type: str
    default: str | None
    takes_outputs: bool


def of_class(cls: type) -> list[Argument]:
    """The arguments of the constructor: of `__init__`, or the fields of a dataclass."""
    tree = _tree(cls)
    init = next((node for node in tree.body if _is_function(node, "__init__")), None)
    if isinstance(init, ast.FunctionDef):
        return list(_of_function(init))
    return [
        _argument(node.target.id, node.annotation, _default_of_field(node.value))
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]


def outputs(cls: type) -> dict[str, str]:
    """The annotated attributes of a resource with their types."""
    return {
        node.target.id: _shown(node.annotation)
        for node in _tree(cls).body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def methods(cls: type) -> dict[str, list[Argument]]:
    """The public methods with their arguments."""
    return {
        node.name: list(_of_function(node))
        for node in _tree(cls).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def _tree(cls: type) -> ast.ClassDef:
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(node, ast.ClassDef)
    return node


def _is_function(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == name


def _of_function(node: ast.FunctionDef) -> Iterator[Argument]:
    given = node.args
    positional = given.args[1:]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(given.defaults))
    for each, value in zip(positional, [*missing, *given.defaults], strict=True):
        yield _argument(each.arg, each.annotation, value)
    for each, keyword in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield _argument(each.arg, each.annotation, keyword)


def _argument(name: str, annotation: ast.expr | None, default: ast.expr | None) -> Argument:
    assert annotation is not None
    takes_outputs = "Input[" in ast.unparse(annotation)
    text = None if default is None else ast.unparse(default)
    return Argument(name, _shown(annotation), text, takes_outputs)


def _default_of_field(value: ast.expr | None) -> ast.expr | None:
    if isinstance(value, ast.Call):
        return next((keyword.value for keyword in value.keywords if keyword.arg == "default"), None)
    return value


def _shown(annotation: ast.expr) -> str:
    """`pulumi.Input[Sequence[pulumi.Input[str]]]` is a list of str to whoever writes a program."""
    return ast.unparse(_Plain().visit(annotation)).replace("'", '"')


class _Plain(ast.NodeTransformer):
    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        return node.slice if ast.unparse(node.value) in ("pulumi.Input", "pulumi.Output") else node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(_BUILT_IN.get(node.id, node.id))
