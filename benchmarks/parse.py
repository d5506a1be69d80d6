"""Reading definitions in SQL into the model, against PostgreSQL's own parser on the same text."""

from argparse import Namespace

import postgast

from benchmarks import command
from benchmarks.stopwatch import Stopwatch
from pulumi_dsql_provider.dialect.parse import Source, parse

# As people write it: most constraints have no name, and finding one for them is a part of the work.
_DEFINITIONS = """
CREATE TABLE orders_{number} (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    customer_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'open_{salt}' CHECK (status IN ('open_{salt}', 'paid', 'lost')),
    total numeric(12,2) NOT NULL CHECK (total >= {number}),
    placed_at timestamptz NOT NULL DEFAULT now(),
    note varchar(200),
    parent_id uuid REFERENCES orders_{number},
    document jsonb
);
CREATE INDEX{async_} ON orders_{number} (customer_id, placed_at) WHERE status = 'open_{salt}';
"""


def measure(watch: Stopwatch, given: Namespace) -> None:
    """One case for each number of tables."""
    for tables in given.tables:
        for salt in watch.rounds():
            source = Source(name="schema.sql", text=_text(tables, salt, " ASYNC"))
            plain = _text(tables, salt, "")  # a word that PostgreSQL has not got

            def whole(source: Source = source, tables: int = tables) -> None:
                found = parse([source]).database
                assert (len(found.tables), len(found.indexes)) == (tables, tables)

            def grammar_only(plain: str = plain) -> None:
                postgast.parse(plain)

            watch.time(f"{tables:,} tables", {"dialect.parse": whole, "postgast.parse": grammar_only})


def _text(tables: int, salt: int, async_: str) -> str:
    """The SQL of so many tables, with expressions that no other round has."""
    return "".join(_DEFINITIONS.format(number=number, salt=salt, async_=async_) for number in range(tables))


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=3, warmups=0)
    command.sizes(parser, "tables", [100, 1_000], "how many tables are defined")
    command.run("parse", parser.parse_args(), measure)
