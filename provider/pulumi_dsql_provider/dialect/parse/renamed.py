"""`-- renamed_from: old`: what a file says of something that had another name, on the line above it.

A differ cannot know it: without this, something of another name is another thing.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, takewhile
from typing import Literal, NamedTuple

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.key import Key, PartName
from pulumi_dsql_provider.dialect.parse.said import Said
from pulumi_dsql_provider.dialect.parse.statement import Word, place
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import ObjectName

Renamable = Literal["table", "column", "constraint", "index", "sequence", "domain", "statistics", "view"]

_REMARK = re.compile(r"(?:--|/\*)\s*renamed_from\s*:(.*?)(?:\*/)?\s*", re.DOTALL)
_NAME = re.compile(r'"((?:[^"]|"")+)"|([^\s".;,()]+)')
_COMMENTS = frozenset({nodes.SQL_COMMENT, nodes.C_COMMENT})
# Words before the name of what an ALTER TABLE adds.
_ADDING = frozenset({nodes.ADD_P, nodes.COLUMN, nodes.IF_P, nodes.NOT, nodes.EXISTS})


class RenamedFrom(NamedTuple):
    """One thing that had the name `old`, in the same schema and the same table.

    `name` is its own, or that of the table or domain whose column or constraint `part` is.
    """

    kind: Renamable
    name: ObjectName
    part: str | None
    old: str
    location: str

    @property
    def old_name(self) -> ObjectName:
        """The old name of something that is no part of a table or domain."""
        return self.name._replace(name=self.old)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" if self.part is None else f"{self.kind} {self.part} of {self.name}"


def said(source: str, data: bytes, scanned: Sequence[Word]) -> Iterator[Said]:
    """The remarks in a text, each with the place of what stands below it."""
    for number, word in enumerate(scanned):
        if word.token not in _COMMENTS:
            continue
        remark = _REMARK.fullmatch(data[word.start : word.end].decode())
        if remark is None:
            continue
        below = _below(scanned, number)
        alone = not data[: word.start].rpartition(b"\n")[2].strip()
        yield Said(
            name=_name(remark[1].strip()),
            location=place(source, 1, 1, data[: word.start]),
            above=place(source, 1, 1, data[: below.start]) if below is not None and alone else None,
        )


def renamed_from(draft: Draft) -> Iterator[RenamedFrom]:
    """What the remarks say of what is there in the end; the draft refuses those that say nothing."""
    keys = {location: key for key, location in draft.locations.items()} if draft.said else {}
    found: dict[tuple[str, ObjectName, str], RenamedFrom] = {}
    for one in draft.said:
        thing = _thing(one, keys.get(one.above or ""), draft)
        if isinstance(thing, Refusal):
            draft.refuse(thing)
            continue
        owner = thing.name if thing.part is not None else thing.old_name
        other = found.setdefault((thing.kind, owner, thing.old), thing)
        if other is not thing:
            message = f"both {other} and {thing} are renamed from {thing.old}"
            way_out = "keep the remark above the one that it was"
            draft.refuse(_refusal("DSQL132", message, way_out, one))
    yield from found.values()


def _below(scanned: Sequence[Word], number: int) -> Word | None:
    """The first word behind a remark; in an ALTER TABLE, the first of what it adds."""
    following = _words(scanned, range(number + 1, len(scanned)))
    first = next(following, None)
    before = takewhile(_is_no_end, _words(scanned, range(number - 1, -1, -1)))
    begins = next(iter(deque(before, maxlen=1)), first)
    if first is None or begins is None or begins.token != nodes.ALTER:
        return first
    following = chain((first,), following)
    if all(word.token != nodes.ADD_P for word in following):
        return None
    return next((word for word in following if word.token not in _ADDING), None)


def _words(scanned: Sequence[Word], numbers: Iterable[int]) -> Iterator[Word]:
    words = (scanned[number] for number in numbers)
    return (word for word in words if word.token not in _COMMENTS)


def _is_no_end(word: Word) -> bool:
    return bool(word.token != nodes.ASCII_59)


def _name(text: str) -> tuple[str, ...]:
    """The parts of a name as SQL reads it; none where that is no name."""
    parts, at = list[str](), 0
    while (part := _NAME.match(text, at)) is not None:
        parts.append(part[1].replace('""', '"') if part[1] else part[2].lower())
        if part.end() == len(text):
            return tuple(parts)
        if text[part.end()] != ".":
            break
        at = part.end() + 1
    return ()


def _thing(one: Said, key: Key | None, draft: Draft) -> RenamedFrom | Refusal:
    """What a remark stands above, or why it cannot be what the remark says."""
    found = None if key is None else _found(key, draft)
    longest = 2 if isinstance(key, ObjectName) else 1
    if found is None or not 0 < len(one.name) <= longest:
        message = "renamed_from stands above nothing that can have been renamed"
        if found is not None:
            message = f"renamed_from names nothing that {found[0]} {found[2] or found[1]} can have been"
        way_out = (
            "write `-- renamed_from: old` on a line of its own, right above what has the new name: a table, "
            "a column, a constraint, an index, a sequence, a domain, statistics or a view"
        )
        return _refusal("DSQL130", message, way_out, one)
    thing = RenamedFrom(*found, one.name[-1], one.location)
    if one.name[:-1] not in ((), (thing.name.schema,)):
        message = f"{thing} was not renamed from {'.'.join(one.name)}: a rename leaves it in its schema"
        return _refusal("DSQL134", message, "name it without a schema, or take the remark out", one)
    if thing.old in _wanted(thing, draft):
        message = f"{thing} is renamed from {thing.old}, which is defined too"
        return _refusal("DSQL131", message, f"take out the remark, or the definition of {thing.old}", one)
    return thing


def _found(key: Key, draft: Draft) -> tuple[Renamable, ObjectName, str | None] | None:
    """What stands at a place, if it still has the name that it was written with."""
    match key:
        case PartName(table=name, name=part):
            table, domain = draft.tables.get(name), draft.domains.get(name)
            if table is not None and table.column(part) is not None:
                return "column", name, part
            parts = table.constraints if table else domain.checks if domain else ()
            return ("constraint", name, part) if any(one.name == part for one in parts) else None
        case ObjectName():
            return next(((kind, key, None) for kind, names in _names(draft) if key in names), None)
    return None


def _names(draft: Draft) -> Iterator[tuple[Renamable, Iterable[ObjectName]]]:
    yield "table", draft.tables
    yield "index", draft.indexes
    yield "sequence", draft.sequences
    yield "domain", draft.domains
    yield "statistics", draft.statistics
    yield "view", draft.views


def _wanted(thing: RenamedFrom, draft: Draft) -> set[str]:
    """The names of all that is of its kind where it is."""
    if thing.part is None:
        of_kind = dict(_names(draft))[thing.kind]
        return {name.name for name in of_kind if name.schema == thing.name.schema}
    table, domain = draft.tables.get(thing.name), draft.domains.get(thing.name)
    if thing.kind == "column":
        return {column.name for column in table.columns} if table else set()
    return {one.name for one in (table.constraints if table else domain.checks if domain else ())}


def _refusal(code: str, message: str, way_out: str, one: Said) -> Refusal:
    return Refusal(code=code, message=" ".join(message.split()), way_out=way_out, location=one.location)
