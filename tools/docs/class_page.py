"""The page of one class of pulumi_dsql."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pulumi
from tools.docs import arguments, docstring
from tools.docs.arguments import Argument
from tools.docs.table import table

# Names of annotations that say nothing to whoever writes a program.
_NAMED = {"ForeignCluster": "pulumi_aws.dsql.Cluster", "Action": "str"}


def file_name(cls: type) -> str:
    """`foreign-key.md` for ForeignKey."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower() + ".md"


def page(cls: type) -> str:
    """The page. Raises ValueError where docstring and signature do not name the same arguments."""
    doc = docstring.parsed(cls.__doc__)
    taken, made = arguments.of_class(cls), arguments.outputs(cls)
    is_resource = issubclass(cls, pulumi.Resource)
    _same(cls.__name__, "Args", doc, [each.name for each in taken])
    if is_resource:
        _same(cls.__name__, "Attributes", doc, list(made))
    parts = [f"# {cls.__name__}", doc.body, "## Arguments", *_taken(taken, doc.sections["Args"])]
    if is_resource:
        parts += ["## Outputs", *_made(made, doc.sections["Attributes"])]
    parts += _methods(cls)
    if changes := doc.sections.get("Changes"):
        rows = [(what, how[0].upper() + how[1:]) for what, how in changes.items()]
        parts += ["## What a change does", table(("change", ""), rows)]
    return "\n\n".join(parts) + "\n"


def _same(name: str, section: str, doc: docstring.Docstring, names: Sequence[str]) -> None:
    described = list(doc.sections.get(section, {}))
    if described != list(names):
        raise ValueError(f"{section} of {name} are {', '.join(names)}, described are {', '.join(described)}")


def _taken(taken: Sequence[Argument], about: dict[str, str]) -> Iterator[str]:
    plain = [f"`{each.name}`" for each in taken if not each.takes_outputs]
    if not plain:
        yield "Each takes an Output as well."
    elif len(plain) < len(taken):
        yield f"Each takes an Output as well, except {', '.join(plain)}."
    yield table(
        ("argument", "type", "default", ""),
        [(f"`{each.name}`", _type(each.type), _default(each.default), about[each.name]) for each in taken],
    )


def _made(made: dict[str, str], about: dict[str, str]) -> Iterator[str]:
    yield table(
        ("output", "type", ""), [(f"`{name}`", _type(type_), about[name]) for name, type_ in made.items()]
    )


def _methods(cls: type) -> Iterator[str]:
    for name, taken in arguments.methods(cls).items():
        doc = docstring.parsed(getattr(cls, name).__doc__)
        _same(f"{cls.__name__}.{name}", "Args", doc, [each.name for each in taken])
        yield f"## {name}()"
        yield doc.body
        yield from _taken(taken, doc.sections["Args"])


def _default(default: str | None) -> str:
    """The docstring says what comes in the place of None, and of an empty tuple."""
    if default is None:
        return "required"
    return "" if default in ("None", "()") else f"`{default}`".replace("'", '"')


def _type(text: str) -> str:
    for name, shown in _NAMED.items():
        text = re.sub(rf"\b{name}\b", shown, text)
    text = text.removesuffix(" | None")
    return f"`{text}`"
