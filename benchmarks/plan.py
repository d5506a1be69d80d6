"""Comparing two databases and planning, against validating the very models that are compared."""

from argparse import Namespace
from collections.abc import Callable

from benchmarks import command, workload
from benchmarks.stopwatch import Stopwatch
from pulumi_dsql_provider import diff, plan
from pulumi_dsql_provider.model import Database


def measure(watch: Stopwatch, given: Namespace) -> None:
    """For each number of tables: nothing to do, and everything to create."""
    for tables in given.tables:
        for number in watch.rounds():
            # Each round has expressions of its own, for the engine remembers those that it has seen.
            wanted = workload.database(tables, salt=number)
            same = workload.database(tables, salt=number, as_printed=True)
            schemas = Database(schemas=wanted.schemas)
            watch.time(f"{tables:,} tables unchanged", _things(same, wanted, steps=0))
            # A table, and an index with the wait for its job.
            watch.time(f"{tables:,} tables created", _things(schemas, wanted, steps=3 * tables))


def _things(live: Database, wanted: Database, steps: int) -> dict[str, Callable[[], object]]:
    live, wanted = _fresh(live), _fresh(wanted)
    plain = [live.model_dump(), wanted.model_dump()]

    def ask(questions: tuple[diff.AnyQuestion, ...]) -> diff.Answers:
        raise AssertionError(questions)

    def compare_and_plan() -> None:
        made = plan.make(diff.compare_asking(live, wanted, ask), live)
        assert (len(made.steps), made.refusals) == (steps, ()), made.refusals

    def validate() -> None:
        for each in plain:
            Database.model_validate(each)

    return {"compare_asking, plan.make": compare_and_plan, "validating both models": validate}


def _fresh(database: Database) -> Database:
    """The same database, which has not looked up anything yet."""
    return Database(schemas=database.schemas, tables=database.tables, indexes=database.indexes)


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=7)
    command.sizes(parser, "tables", [1000], "how many tables there are")
    command.run("plan", parser.parse_args(), measure)
