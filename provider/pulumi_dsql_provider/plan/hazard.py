"""A hazard: a typed warning on a step, which must be allowed by name where it can lose something."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from pydantic import field_validator

from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value


class HazardKind(NamedTuple):
    """What there is to say about all hazards of one name.

    `meaning` is what happens, a clause; `advice` are sentences, in Markdown, on what to look at first.
    `needs_allow` is False for one that only informs, and `is_hint` is True if it does so only where a whole
    database is planned (`Policy.hints`). The page docs/reference/hazards.md is made of these.
    """

    meaning: str
    advice: str
    needs_allow: bool = True
    is_hint: bool = False


def _hint(meaning: str, advice: str) -> HazardKind:
    return HazardKind(meaning, advice, needs_allow=False, is_hint=True)


HAZARDS: Final[Mapping[str, HazardKind]] = {
    "break-readers": _hint(
        "a table, a column or a sequence gets another name",
        "Programs that use the old name fail from then on. Deploy ones that can do with both first, or "
        "stop them for the moment.",
    ),
    "drop-column": HazardKind(
        "a column goes with its values",
        "Deploy the programs that no longer read it first; indexes that use it go with it. What an "
        "interrupted change has left (`…__pulumi_dsql_new`) is dropped without being allowed.",
    ),
    "drop-function": HazardKind(
        "a function goes, or is made anew because its result or its arguments' names differ",
        "The database keeps track of no program, view of another role or body that is a text: what calls it "
        "fails from then on. Deploy the programs that no longer call it first.",
    ),
    "drop-role": HazardKind(
        "a role goes",
        "What it may do is revoked first. Whoever is connected as it stays so until the connection ends.",
    ),
    "drop-schema": HazardKind(
        "a schema goes",
        "It is dropped only when it is empty; grants and comments go with it.",
    ),
    "drop-sequence": HazardKind(
        "a sequence goes, and which numbers were given is forgotten",
        "One that is made again under its name begins with `START`: its numbers may be in use already.",
    ),
    "drop-table": HazardKind(
        "a table goes with its rows",
        "Nothing brings them back but a backup. A table that only has another name is no drop: rename it.",
    ),
    "drop-view": HazardKind(
        "a view goes",
        "No rows are lost, but programs that read it fail from then on. Deploy those that do not first.",
    ),
    "fail-writers": _hint(
        "a constraint holds for all that is written from then on",
        "Programs that write what does not satisfy it get errors. See that none does before.",
    ),
    "long-job": _hint(
        "a step reads or writes every row of a table that is there",
        "An index is built in a job, a new column is filled in batches; reads and writes go on meanwhile.",
    ),
    "may-fail": _hint(
        "the rows that are there are held against a unique index or a constraint, or the last number "
        "of a sequence against its bounds",
        "If one does not satisfy it, the step fails and the run stops there. Look for such rows first; leave "
        "the sequence bounds that hold its number.",
    ),
    "no-way-back": _hint(
        "a step that no other step can undo",
        "No row is lost, but DSQL has no statement for the way back.",
    ),
    "rebuild-index": HazardKind(
        "an index is built anew, because DSQL alters nothing of it but its name",
        "Reads keep the old one until the new one is valid, and writes go on. Where the table has no room "
        "for both, reads go without for as long as the build takes; the text of the hazard says so.",
        needs_allow=False,
    ),
    "rebuild-table": HazardKind(
        "a table is made anew and its rows are copied, because DSQL has no ALTER for the change",
        "The plan tells what needs it. `apply` does not carry out rebuilds: do what it says instead.",
    ),
    "rebuild-view": HazardKind(
        "a view is dropped and made again, because its columns or those of one that it reads do not stay",
        "Between the two statements nothing can be read from it, and programs that read a column which is "
        "gone or has another type fail from then on. Deploy programs that read the new columns soon after.",
        needs_allow=False,
    ),
    "replace-function": HazardKind(
        "a function gives other results, and what was made of the old ones stays",
        "Index entries, values of generated columns and rows that passed a check are not computed again. "
        "Build the index anew, or give the new function another name and use that.",
    ),
    "restart-sequence": HazardKind(
        "a sequence, or that of an identity, turns round and starts over",
        "Numbers that were given before may be given again: see that no key is made of them.",
    ),
    "revoke-privileges": HazardKind(
        "a role may do less than before",
        "Programs that rely on it fail from then on: deploy those that do not need it first.",
        needs_allow=False,
    ),
    "widen-privileges": HazardKind(
        "a role may do more than before with something that is there",
        "See that it is meant: what was read meanwhile stays known.",
        needs_allow=False,
    ),
}
"""Every name that a hazard can have. A name keeps its meaning for ever."""


class Hazard(Value):
    """`code` is what a user allows, `drop-column:note`; `text` says what happens, `deletes data`.

    What stands before the colon is a name of `HAZARDS`. `needs_allow` is False for those that only inform (an
    index that is rebuilt, writes that are refused for a moment). `subject` is the table, index or schema
    (`(name, "")`) that it is about; `make` fills it in.
    """

    code: str
    text: str
    needs_allow: bool = True
    subject: ObjectName | None = None

    @property
    def kind(self) -> str:
        """The name in `HAZARDS`."""
        return self.code.partition(":")[0]

    @field_validator("code")
    @classmethod
    def _is_listed(cls, code: str) -> str:
        if code.partition(":")[0] not in HAZARDS:
            raise ValueError(f"{code} is of no kind that plan.hazard.HAZARDS has")
        return code

    def __str__(self) -> str:
        return f"hazard {self.code} {self.text}"


def widening(what: str, text: str) -> Hazard:
    """The hazard of giving away more of what is there, a role or an object."""
    return Hazard(code=f"widen-privileges:{what}", text=text, needs_allow=False)


def revoking(what: str, text: str) -> Hazard:
    """The hazard of giving away less."""
    return Hazard(code=f"revoke-privileges:{what}", text=text, needs_allow=False)
