"""The entry points: what differs, and what would have to be asked to be sure."""

from collections.abc import Callable, Iterator

from pulumi_dsql_provider.dialect.domains import bases
from pulumi_dsql_provider.diff.calling import with_functions
from pulumi_dsql_provider.diff.carry import carry, to_carry_out
from pulumi_dsql_provider.diff.change import Change, Changes
from pulumi_dsql_provider.diff.default_privilege import compare_default_privileges
from pulumi_dsql_provider.diff.domain import compare_domains
from pulumi_dsql_provider.diff.function import compare_functions
from pulumi_dsql_provider.diff.grant import compare_grants
from pulumi_dsql_provider.diff.index import compare_indexes
from pulumi_dsql_provider.diff.meaning import Decide, deciding, noting, over_base_types, with_answers
from pulumi_dsql_provider.diff.owner import compare_owners
from pulumi_dsql_provider.diff.question import Answers, AnyQuestion
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.diff.role import compare_roles
from pulumi_dsql_provider.diff.schema import compare_schemas
from pulumi_dsql_provider.diff.sequence import compare_sequences
from pulumi_dsql_provider.diff.sequence_names import with_sequences
from pulumi_dsql_provider.diff.statistics import compare_statistics
from pulumi_dsql_provider.diff.table import compare_tables
from pulumi_dsql_provider.diff.unfinished import with_unfinished
from pulumi_dsql_provider.diff.view import compare_views
from pulumi_dsql_provider.model import Database, ObjectName

_NO_RENAMES = Renames()


def compare(
    live: Database, wanted: Database, *, answers: Answers = frozenset(), renames: Renames = _NO_RENAMES
) -> Changes:
    """Every change that leads from `live` to `wanted`: roles, schemas, sequences, domains, functions, tables
    with their parts, indexes, statistics, views, default privileges, owners, privileges.

    Each kind comes in the order of `wanted`, followed by what is removed in order of its name. What is live
    and not wanted is removed: to leave something alone, leave it out of both. An index that a job is still
    building and a constraint that one is validating are no difference: the changes are the same whether or
    not the job ends in between.
    """
    return tuple(_changes(live, wanted, renames, with_answers(answers)))


def compare_asking(
    live: Database,
    wanted: Database,
    ask: Callable[[tuple[AnyQuestion, ...]], Answers],
    *,
    renames: Renames = _NO_RENAMES,
) -> Changes:
    """As `compare`, with the answers of `ask` to all `questions`; it is not called where there are none."""
    asked: dict[AnyQuestion, None] = {}
    changes = tuple(_changes(live, wanted, renames, noting(asked)))
    return compare(live, wanted, answers=ask(tuple(asked)), renames=renames) if asked else changes


def questions(live: Database, wanted: Database, *, renames: Renames = _NO_RENAMES) -> tuple[AnyQuestion, ...]:
    """The pairs of expressions and queries whose spelling does not show whether they mean the same."""
    found: dict[AnyQuestion, None] = {}
    for _ in _changes(live, wanted, renames, noting(found)):
        pass
    return tuple(found)


def _changes(live: Database, wanted: Database, renames: Renames, decide: Decide) -> Iterator[Change]:
    same = with_sequences(with_functions(deciding(decide), live, wanted), live, wanted)
    same = over_base_types(same, bases(live, wanted))
    renames = to_carry_out(live, wanted, renames)
    renames = with_unfinished(renames, carry(live, renames), wanted, same)
    carried = carry(live, renames)

    def key_of(name: ObjectName) -> tuple[str, ...]:
        table = wanted.table(name) or carried.table(name)
        return table.primary_key.columns if table and table.primary_key else ()

    yield from compare_roles(live.access, wanted.access)
    yield from compare_schemas(live, wanted)
    yield from compare_sequences(carried, wanted, renames)
    yield from compare_domains(carried, wanted, same, renames)
    yield from compare_functions(carried, wanted, same)
    yield from compare_tables(live, carried, wanted, renames, same, key_of)
    yield from compare_indexes(carried, wanted, same, renames.indexes)
    yield from compare_statistics(carried, wanted, same, renames.statistics)
    yield from compare_views(live, carried, wanted, renames, decide)
    yield from compare_default_privileges(live, wanted)
    yield from compare_owners(carried, wanted)
    yield from compare_grants(carried, wanted)
