"""Whatever is written in a file: it is taken, or refused with its place; nothing else happens."""

import re
import time

from fuzz.batches import batches, run
from fuzz.mutated_sql import mutations
from pulumi_dsql_provider.cli import document
from pulumi_dsql_provider.cli.formats import hcl, mermaid
from pulumi_dsql_provider.cli.formats.sorting import by_name
from pulumi_dsql_provider.cli.planning import built, compared
from pulumi_dsql_provider.cli.selection import Selection
from pulumi_dsql_provider.cli.source import Side
from pulumi_dsql_provider.dialect import style
from pulumi_dsql_provider.dialect.codes import CODES
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.plan import lines

_SECONDS = 5
_EACH = 500
_EVERYTHING = Selection()
_PLACE = re.compile(r"[ab]\.sql:[1-9]\d*:[1-9]\d*")


@batches("TEXTS", each=_EACH, ordinary=2_000, long=100_000)
def test_a_damaged_file_is_taken_or_refused(batch: int) -> None:
    run(batch, _EACH, mutations(), _check)


def _check(case: tuple[str, str]) -> None:
    whole, damaged = case
    started = time.process_time()
    read = _read(damaged)
    if read is not None:
        _looked_at(read)
        _is_the_same_again(read)
        _changed_to(read, whole)
    assert time.process_time() - started < _SECONDS


def _read(text: str) -> Side | None:
    """What is in the file, if it is taken as a whole."""
    try:
        parsed = parse([Source("a.sql", text)])
        side = Side(parsed.database, parsed.locations)
        built(side, _EVERYTHING)
    except Refused as refused:
        _are_clear(refused.refusals)
        return None
    return side


def _are_clear(refusals: tuple[Refusal, ...]) -> None:
    assert refusals
    for refusal in refusals:
        assert refusal.code in CODES
        assert _PLACE.fullmatch(refusal.location or ""), refusal
        assert "\n" not in str(refusal)


def _looked_at(side: Side) -> None:
    """All that the command line does with a file alone."""
    document.of_database(side.database)
    hcl.document(by_name(side.database))
    hcl.left_out(side.database)
    mermaid.document(by_name(side.database))
    style.findings(side.database)


def _is_the_same_again(side: Side) -> None:
    """What is printed of it defines it."""
    part, plan = built(side, _EVERYTHING)
    again, _ = built(Side(parse([Source("printed.sql", "\n".join(lines(plan)))]).database), _EVERYTHING)
    for one, other in ((part, again), (again, part)):
        assert compared(Side(one), Side(other), _EVERYTHING).changes == ()


def _changed_to(side: Side, text: str) -> None:
    """A plan leads there, or it is said why not."""
    try:
        parsed = parse([Source("b.sql", text)])
        comparison = compared(side, Side(parsed.database, parsed.locations), _EVERYTHING)
    except Refused as refused:
        _are_clear(refused.refusals)
        return
    plan = comparison.plan(["all"])
    _are_clear(plan.refusals) if plan.refusals else lines(plan)
