"""Stories of runs that are killed: which program runs next, who is killed, and when; a seed tells all."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dsql_local import Fault

# Each slot of the program with its variations. No two of a slot can be had at once.
_SLOTS: Mapping[str, tuple[str, ...]] = {
    "comment": ("None", "'what they buy'", "'what was bought'"),
    "status": ("", ", default=\"'open'\"", ", default=\"'paid'\", comment='where it stands'"),
    "note": ("note", "remark"),
    "channel": (
        "",
        "dsql.Column('channel', 'text', default=\"'web'\"),",
        "dsql.Column('channel', 'text', default=\"'shop'\", comment='where'),",
    ),
    "weight": (
        "",
        "dsql.Column('weight', 'integer', default='1'),",
        "dsql.Column('weight', 'integer', default='2 + 3'),",
        "dsql.Column('weight', 'integer', default='7', comment='in grams'),",
    ),
    "status_check": (
        "",
        "'orders_status': \"status IN ('open', 'paid')\",",
        "'orders_status': \"status IN ('open', 'paid', 'lost')\",",
        "'orders_status_known': \"status IN ('open', 'paid', 'lost')\",",
    ),
    "amount_check": ("", "'orders_amount': 'amount >= 0',", "'orders_amount': 'amount >= 0 AND id > 0',"),
    "unique": (
        "",
        "dsql.Unique(['code'], name='orders_code')",
        "dsql.Unique(['code', 'status'], name='orders_code')",
        "dsql.Unique(['code'], name='orders_code', include=['amount'])",
    ),
    "foreign_key": (
        "",
        "dsql.ForeignKey(['customer_id'], references=customers)",
        "dsql.ForeignKey(['customer_id'], references=customers, on_delete='cascade')",
    ),
    "by_status": (
        "",
        "columns=['status']",
        "columns=['status', 'id'], comment='for the list'",
        "columns=['status'], where=\"status = 'open'\"",
        "columns=['id', 'status'], include=['amount'], unique=True",
    ),
    "by_note": (
        "",
        "columns=['{note}']",
        "columns=[dsql.Expression('lower({note})'), 'id']",
    ),
    "by_channel": (
        "",
        "columns=['channel']",
        "columns=['channel', 'amount']",
    ),
    "notes": (
        "",
        "comment='what they say'",
        "foreign_keys=[dsql.ForeignKey(['order_id'], references=orders)]",
    ),
    "by_order": (
        "",
        "columns=['order_id']",
        "columns=['order_id', 'id']",
    ),
}
_PROGRAM = """
key = dsql.Column("id", "bigint")
customers = dsql.Table("customers", cluster=cluster, primary_key=["id"], columns=[key])
orders = dsql.Table(
    "orders",
    cluster=cluster,
    allow=["drop-column"],
    comment={comment},
    primary_key=["id"],
    columns=[
        key,
        dsql.Column("customer_id", "bigint", nullable=False),
        dsql.Column("code", "text", nullable=False),
        dsql.Column("amount", "integer", nullable=False),
        dsql.Column("status", "text", nullable=False{status}),
        dsql.Column("{note}", "text", renamed_from="{former}"),
        {channel}
        {weight}
    ],
    checks={{{status_check} {amount_check}}},
    uniques=[{unique}],
    foreign_keys=[{foreign_key}],
)
if {with_notes}:
    told = [key, dsql.Column("order_id", "bigint", comment="which")]
    notes = dsql.Table("notes", cluster=cluster, adopt=True, primary_key=["id"], columns=told, {notes})
"""
_INDEX = "dsql.Index('{name}', table={table}, adopt=True, {about})"
_ON = {"by_status": "orders", "by_note": "orders", "by_channel": "orders", "by_order": "notes"}
"""The slots that are indexes, by their table."""
_RESOURCES = ("notes", *_ON)
"""The slots that are resources of their own."""
_FILLED = ("channel", "weight")
"""The slots that are columns, all of whose rows get a value."""
_JOBS = ("status_check", "amount_check", "unique", "foreign_key", *_ON)
"""The slots whose changes are carried out by a job of the service."""
_CHANGES = (4, 7)
"""Between how many slots are drawn anew for the next program."""
_HEALED = 0.2
_JOB_OUTLIVES = 0.5
Action = Literal["hold-before", "hold-after"]
_VICTIMS = ("plugin", "program", "engine")


@dataclass(frozen=True)
class Program:
    """A program of the family: the variation of each slot."""

    chosen: Mapping[str, str]

    @property
    def text(self) -> str:
        """The program itself; `cluster` in it is given."""
        note = self.chosen["note"]
        former = "remark" if note == "note" else "note"
        tables = _PROGRAM.format(**self.chosen, former=former, with_notes=bool(self.chosen["notes"]))
        indexes = [
            _INDEX.format(name=name, table=table, about=self.chosen[name].format(note=note))
            for name, table in _ON.items()
            if self.chosen[name]
        ]
        return tables + "\n".join(indexes)

    @property
    def resources(self) -> frozenset[str]:
        """Those of its resources that not every program has."""
        return frozenset(slot for slot in _RESOURCES if self.chosen[slot])

    @property
    def makes_sense(self) -> bool:
        """Whether all that its indexes are on is there."""
        needed = {"by_channel": "channel", "by_order": "notes"}
        return all(self.chosen[needs] or not self.chosen[index] for index, needs in needed.items())

    def differs_in(self, other: Program) -> tuple[str, ...]:
        """The slots that are not the other's."""
        return tuple(slot for slot in _SLOTS if self.chosen[slot] != other.chosen[slot])


@dataclass(frozen=True)
class Chapter:
    """One run that is to be killed."""

    program: Program
    changes: tuple[str, ...]
    """What the program changes of the one before, as slots."""
    victim: str
    """plugin, program or engine."""
    moment: Fault
    """What holds the run while the signal comes."""
    job_outlives: bool
    """Whether a job that is held goes on only when the next run looks at it."""
    healed: bool
    """Whether a run that nobody kills comes next."""

    def __str__(self) -> str:
        """One line: how to tell it."""
        moment = " ".join(
            str(part)
            for part in (self.moment.do, self.moment.on, self.moment.kind, self.moment.match)
            if part
        )
        more = ["the job outlives the run"] * self.job_outlives + ["then healed"] * self.healed
        changes = ", ".join(self.changes) or "nothing"
        return "; ".join(
            [f"changes {changes}; kills the {self.victim} at {moment} #{self.moment.nth}", *more]
        )


def first(seed: int) -> Program:
    """The program that is there before the first chapter; it has something in every slot."""
    return _varied(random.Random(f"first {seed}"), dict.fromkeys(_SLOTS, ""), list(_SLOTS))


def chapters(seed: int) -> Iterator[Chapter]:
    """The chapters of this seed's story, as many as are asked for.

    A resource that is new in one of them stays until a run has healed: what a killed run has made and could
    not write down is found again by the program that wants it, and by no other. It is somebody's for all that
    anybody knows; `adopt=True` lets a program that wants it otherwise change it.
    """
    chance = random.Random(seed)
    victims = itertools.cycle(chance.sample(_VICTIMS, k=len(_VICTIMS)))
    told, unsure = [first(seed)], frozenset[str]()
    while True:
        program = _next(chance, told, unsure)
        changes = program.differs_in(told[-1])
        unsure |= program.resources - told[-1].resources
        victim, moment = next(victims), _moment(chance, program, told[-1])
        # Where only the program is killed, the plugin waits for the job, and the engine for the plugin.
        may_outlive = moment.on == "job" and victim != "program"
        job_outlives = may_outlive and chance.random() < _JOB_OUTLIVES
        healed = chance.random() < _HEALED
        yield Chapter(program, changes, victim, moment, job_outlives, healed)
        told = [program] if healed else [*told, *([program] if changes else [])]
        unsure = frozenset() if healed else unsure


def _next(chance: random.Random, told: Sequence[Program], wanted: frozenset[str]) -> Program:
    """Another program, or, unless the last one is healed, the same again or the one before.

    It has the resources that are wanted.
    """
    again = chance.choice([None, None, None, *told[-2:]]) if len(told) > 1 else None
    if again is not None and wanted <= again.resources:
        return again
    while True:
        slots = chance.sample(list(_SLOTS), k=chance.randint(*_CHANGES))
        found = _varied(chance, told[-1].chosen, slots)
        if found.makes_sense and wanted <= found.resources:
            return found


def _varied(chance: random.Random, chosen: Mapping[str, str], slots: Sequence[str]) -> Program:
    """A program that differs in these slots; it may make no sense."""
    others = {slot: [each for each in _SLOTS[slot] if each != chosen[slot]] for slot in slots}
    return Program({**chosen, **{slot: chance.choice(others[slot]) for slot in slots}})


def _moment(chance: random.Random, program: Program, before: Program) -> Fault:
    """Between two steps, between a commit and its answer, or while a job runs; one that is likely to come."""
    changes = program.differs_in(before)
    jobs = [slot for slot in changes if slot in _JOBS and program.chosen[slot]]
    fills = [slot for slot in changes if slot in _FILLED and not before.chosen[slot]]
    action: Action = chance.choice(("hold-before", "hold-after"))
    kinds = ["ddl"] * 3 + ["job"] * 2 * bool(jobs) + ["fill"] * 2 * bool(fills)
    match chance.choice(kinds):
        case "job":
            return Fault("job", "stuck", nth=chance.randint(1, len(jobs)))
        case "fill":
            return Fault("statement", action, match="^UPDATE", nth=chance.randint(1, 3 * len(fills)))
        case _:
            return Fault("statement", action, kind="ddl", nth=chance.randint(1, max(len(changes), 2)))
