"""Every rule by its name, with what there is to say about it. A name keeps its meaning for ever."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Rule(NamedTuple):
    """`meaning` is what is found, a clause; `why` and `remedy` are sentences, in Markdown, for people.

    The page docs/reference/lint.md is made of these.
    """

    meaning: str
    why: str
    remedy: str


RULES: Final[Mapping[str, Rule]] = {
    "cache-1": Rule(
        "a sequence or an identity column takes its numbers one by one",
        "With `CACHE 1` every insert changes the one row that holds the sequence: inserts that run at once "
        "conflict, and one of them has to be tried again.",
        "Use `CACHE 65536`, or a `uuid` with the default `gen_random_uuid()`. Where few rows are inserted "
        "and their order counts, keep it and ignore the rule.",
    ),
    "duplicate-index": Rule(
        "an index has the keys of another one",
        "Each write pays for both, no read needs both, and a table has room for 24.",
        "Drop one of them.",
    ),
    "foreign-key-without-index": Rule(
        "the columns of a foreign key begin no index",
        "Whenever a referenced row is deleted, or its key changes, all rows of the referencing table are "
        "read to find those that reference it.",
        "Add an index that begins with these columns.",
    ),
    "no-primary-key": Rule(
        "a table has no primary key",
        "DSQL stores rows by their primary key, and one cannot be added later. Without it no row can be told "
        "from another, and a new column with a default is filled in one transaction instead of many.",
        "Give it a primary key, such as a `uuid` with the default `gen_random_uuid()`.",
    ),
    "nullable-unique": Rule(
        "a unique constraint or index has a column that may be null",
        "Nulls are distinct from each other: rows that are null in one of the columns are never compared.",
        "Make the columns NOT NULL, or write `NULLS NOT DISTINCT` if null may be there once. If it is meant, "
        "ignore the rule.",
    ),
    "padded-character": Rule(
        "a column is a `character(n)`",
        "Values are padded with blanks, which some comparisons see and others do not.",
        "Use `text` or `varchar(n)`, with a check where the length is fixed.",
    ),
    "quoted-name": Rule(
        "a name has capitals, or other characters that have to be quoted",
        "Without double quotes it is another name, or none: whoever writes SQL by hand has to know.",
        "Use small letters, digits and underscores.",
    ),
    "redundant-index": Rule(
        "another index, or a key, begins with the keys of an index",
        "The longer one serves the same reads, each write pays for both, and a table has room for 24.",
        "Drop the shorter one.",
    ),
    "reserved-name": Rule(
        "a name is a word of SQL",
        "It has to be quoted wherever it stands alone, which tools and people forget.",
        "Choose another word, or the plural.",
    ),
    "timestamp-without-zone": Rule(
        "a column is a `timestamp` without time zone",
        "What it says depends on what each program takes for granted; two Regions need not agree.",
        "Use `timestamptz`, which is a point in time and takes no more room.",
    ),
    "unbounded-text": Rule(
        "a text column has no length and no check",
        "Nothing keeps an empty or an endless value out; DSQL takes up to 1 MiB.",
        "Add a check, such as `length(note) <= 1000`, or use `varchar(n)`.",
    ),
}
