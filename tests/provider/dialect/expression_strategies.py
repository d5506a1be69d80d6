# ruff: noqa: E501 - one SQL form per line
"""Generated SQL expressions over a table with a column of every kind, and small changes to them."""

import postgast
from hypothesis import strategies as st
from postgast import pg_query_pb2 as nodes

COLUMNS = {
    "id": "integer",
    "small": "smallint",
    "big": "bigint",
    "amount": "numeric(10,2)",
    "price": "numeric",
    "rate": "double precision",
    "ratio": "real",
    "title": "text",
    "code": "character varying(20)",
    "kind": "character varying",
    "flag": "character(5)",
    "active": "boolean",
    "Done": "boolean",
    "day": "date",
    "placed": "timestamp with time zone",
    "seen": "timestamp without time zone",
    "opens": "time without time zone",
    "ref": "uuid",
    "doc": "jsonb",
    "raw": "json",
    "span": "interval",
    "blob": "bytea",
}

Texts = st.SearchStrategy[str]

_NUMBER_COLUMNS = ("id", "small", "big", "amount", "price", "rate", "ratio")
_TEXT_COLUMNS = ("title", "code", "kind", "flag")
_NUMBER_CONSTANTS = [
    "0", "1", "-1", "42", "- 7", "+3", "1.50", "-2.5", ".5", "1e3", "1.5e1", "0x1F", "1_000", "-(2)", "(3)", "-1::int",
    "2147483648", "-2147483648", "9999999999", "-9999999999", "99999999999999999999", "'5'", "'-5'", "'1.50'",
    "5::bigint", "'7'::numeric(5,2)", "2::float8", "CAST(4 AS smallint)", "NULL", "NULL::integer",
]  # fmt: skip
_TEXT_CONSTANTS = [
    "'open'", "''", "'it''s'", "E'a\\nb'", r"'back\slash'", "'ä'", "'x'::text", "'y'::varchar", "'z'::varchar(3)",
    "'w'::bpchar", "'v '::char(3)", "CAST('u' AS character varying(7))", "NULL", "NULL::text", "U&'\\0061'", "$$d$$",
]  # fmt: skip
_PATTERNS = ["'%@%'", "'a_c'", "'x%'::text", "'%\\%%'", "'q' || '%'"]
_REGEXES = ["'^[a-z]+$'", "'a|b'", "'.*'::text"]
_DATES = [
    "'2020-01-05'", "date '2020-1-5'", "'2020-01-05'::date", "CURRENT_DATE", "now()::date", "NULL::date", "day",
    "day + 1", "day - 7", "placed::date", "make_date(2020, 1, 2)", "'infinity'", "date('2021-01-01')",
]  # fmt: skip
_MOMENTS = [
    "placed", "seen", "now()", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP(3)", "LOCALTIMESTAMP", "clock_timestamp()",
    "'2020-01-05'", "'2020-01-05 10:00:00+02'", "timestamptz '2020-01-05 10:00Z'", "timestamp '2020-01-05T10:00:00.50'",
    "now() - interval '1 day'", "placed + '90 minutes'::interval", "seen - interval '1 year 2 mons'", "day::timestamp",
    "placed AT TIME ZONE 'UTC'", "seen AT TIME ZONE 'Europe/Zurich'", "date_trunc('day', placed)", "seen + span",
    "day + interval '1 week'", "transaction_timestamp()", "now() - '1 hour'::interval * 2", "to_timestamp(0)",
    "placed - '01:30:00'::interval", "now() + interval '5' day", "placed(3)::timestamptz(3)", "seen::timestamp(0)",
]  # fmt: skip
_SPANS = [
    "span", "interval '1 day'", "'2 hours'", "interval '1 day 02:03:04.5'", "placed - now()", "seen - seen", "-span",
    "interval '5' minute", "interval(2) '1.25 seconds'", "make_interval(days => 3)", "'-1 day'::interval", "span / 2",
    "age(placed)", "justify_days(span)", "interval '3 weeks' + span",
]  # fmt: skip
_DOCS = [
    "doc", "'{\"a\": 1}'", "'{\"b\":1,\"a\":[1, 2.50]}'::jsonb", "'[]'::jsonb", "doc -> 'a'", "doc -> 0", "doc #> '{a,b}'",
    "doc -> 'a' -> 'b'", "jsonb_build_object('k', id)", "to_jsonb(title)", "doc - 'a'", "doc || '{\"x\": null}'",
    "raw::jsonb", "jsonb_set(doc, '{a}', '1')", "jsonb_strip_nulls(doc)", "doc['a']",
]  # fmt: skip


CONSTANTS = [
    *_NUMBER_CONSTANTS,
    *_TEXT_CONSTANTS,
    "true",
    "'t'",
    "gen_random_uuid()",
    "'{}'",
    "'\\xAB'",
    "'9:30:00'",
    "LOCALTIME",
    "CURRENT_USER",
    "lower('A')",
    "1 + 1",
    "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
    "now()",
    "CURRENT_TIMESTAMP",
    "CURRENT_TIMESTAMP(3)",
    "CURRENT_DATE",
    "'2020-01-05'",
    "'2020-01-05 10:00:00+02'",
    "now() + interval '1 day'",
    "'90 minutes'",
    '\'{"b": 1, "a": 2.50}\'',
    "jsonb_build_object('k', 1)",
    "'1 day 02:00:00'",
]
"""Expressions without columns, as defaults are."""


def numbers(conditions: Texts, children: Texts) -> Texts:
    """Expressions that are numbers (or literals that become one)."""
    operators = st.sampled_from(["+", "-", "*", "/", "%", "^"])
    return st.one_of(
        st.builds("({} {} {})".format, children, operators, children),
        st.builds("{} {} {}".format, children, operators, st.sampled_from(_NUMBER_COLUMNS)),
        st.builds("{}({})".format, st.sampled_from(["abs", "ceil", "floor", "round", "sign", "sqrt", "-", "@"]), children),
        st.builds("{}({}, {})".format, st.sampled_from(["mod", "power", "coalesce", "greatest", "least", "nullif"]),
                  children, children),
        st.builds("({})::{}".format, children, st.sampled_from(["int", "numeric", "numeric(8,3)", "float8", "bigint", "real"])),
        st.builds("round({}, {})".format, children, st.sampled_from(["2", "0", "id"])),
        st.builds("CASE WHEN {} THEN {} ELSE {} END".format, conditions, children, children),
        st.builds("CASE WHEN {} THEN {} END".format, conditions, children),
        st.builds("CASE {} WHEN 1 THEN {} WHEN 2.5 THEN 0 END".format, children, children),
        st.builds("{}({})".format, st.sampled_from(["length", "char_length", "octet_length", "ascii"]), texts_flat()),
        st.builds("position({} in {})".format, texts_flat(), texts_flat()),
        st.builds("strpos({}, {})".format, texts_flat(), texts_flat()),
        st.builds("extract({} from {})".format, st.sampled_from(["year", "epoch", "'dow'"]), moments()),
        st.builds("date_part('hour', {})".format, moments()),
        st.builds("extract(day from {})".format, spans()),
        st.builds("({} ->> 'n')::numeric".format, docs()),
        st.builds("num_nonnulls({}, {}, title)".format, children, texts_flat()),
        st.builds("jsonb_array_length({})".format, docs()),
        st.builds("{} - {}".format, dates(), dates()),
    )  # fmt: skip


def texts_flat() -> Texts:
    """A column or a constant that is a text."""
    return st.sampled_from([*_TEXT_COLUMNS, *_TEXT_CONSTANTS])


def texts(conditions: Texts, numeric: Texts, children: Texts) -> Texts:
    """Expressions that are texts."""
    return st.one_of(
        st.builds("({} || {})".format, children, children),
        st.builds("{}({})".format, st.sampled_from(["lower", "upper", "trim", "md5", "initcap", "reverse"]), children),
        st.builds("{}({}, {})".format, st.sampled_from(["coalesce", "nullif", "greatest", "concat", "ltrim"]), children, children),
        st.builds("replace({}, 'a', {})".format, children, children),
        st.builds("substring({} from 1 for 2)".format, children),
        st.builds("substring({}, 2)".format, children),
        st.builds("substring({} from '^a')".format, children),
        st.builds("overlay({} placing 'xx' from 2)".format, children),
        st.builds("trim({} 'x' from {})".format, st.sampled_from(["both", "leading", "trailing"]), children),
        st.builds("left({}, 3)".format, children),
        st.builds("split_part({}, '-', 1)".format, children),
        st.builds("({})::{}".format, children, st.sampled_from(["text", "varchar", "varchar(3)", "char(4)"])),
        st.builds("({})::text".format, numeric),
        st.builds("({} || {})".format, children, numeric),
        st.builds('{} COLLATE "C"'.format, children),
        st.builds("CASE WHEN {} THEN {} ELSE {} END".format, conditions, children, children),
        st.builds("CASE {} WHEN 'a' THEN {} ELSE 'b' END".format, children, children),
        st.builds("({} ->> {})".format, docs(), st.sampled_from(["'a'", "'b'::text", "0", "lower(title)"])),
        st.builds("to_char({}, 'YYYY')".format, moments()),
        st.builds("to_char({}, '999')".format, numeric),
        st.builds("regexp_replace({}, '[0-9]', '', 'g')".format, children),
        st.builds("format('%s-%s', {}, {})".format, children, numeric),
        st.sampled_from(["current_user", "session_user", "ref::text", "encode(blob, 'hex')", "jsonb_typeof(doc)"]),
    )  # fmt: skip


def dates() -> Texts:
    """Dates."""
    return st.sampled_from(_DATES)


def moments() -> Texts:
    """Timestamps with and without time zone."""
    return st.sampled_from(_MOMENTS)


def spans() -> Texts:
    """Intervals."""
    return st.sampled_from(_SPANS)


def docs() -> Texts:
    """Values of jsonb."""
    return st.sampled_from(_DOCS)


def conditions(numeric: Texts, text: Texts, children: Texts) -> Texts:
    """Expressions that are true or false."""
    comparison = st.sampled_from(["=", "<>", "!=", "<", "<=", ">", ">="])
    negation = st.sampled_from(["", "NOT "])
    return st.one_of(
        st.builds("{} {} {}".format, numeric, comparison, numeric),
        st.builds("{} {} {}".format, text, comparison, text),
        st.builds("{} {} {}".format, dates(), comparison, st.one_of(dates(), moments())),
        st.builds("{} {} {}".format, moments(), comparison, moments()),
        st.builds("{} {} {}".format, spans(), comparison, spans()),
        st.builds("{} {} {}".format, docs(), st.sampled_from(["=", "@>", "<@", "<>"]), docs()),
        st.builds("{} {}".format, docs(), st.sampled_from(["? 'a'", "?| array['a', 'b']", "?& '{a,b}'", '@? \'$."a"\''])),
        st.builds("{} {}IN ({}, {})".format, numeric, negation, numeric, numeric),
        st.builds("{} {}IN ({})".format, numeric, negation, numeric),
        st.builds("{} {}IN ('a', {}, {})".format, text, negation, text, text),
        st.builds("{} {}BETWEEN {} AND {}".format, numeric, negation, numeric, numeric),
        st.builds("{} {}BETWEEN SYMMETRIC {} AND {}".format, numeric, negation, numeric, numeric),
        st.builds("{} BETWEEN {} AND {}".format, text, text, text),
        st.builds("{} BETWEEN {} AND {}".format, moments(), moments(), moments()),
        st.builds("{} {} ANY (ARRAY[{}, {}])".format, numeric, comparison, numeric, numeric),
        st.builds("{} = ANY ('{{1,2}}')".format, numeric),
        st.builds("{} <> ALL (ARRAY[{}, 'q'])".format, text, text),
        st.builds("{} = ANY ('{{a,b}}'::text[])".format, text),
        st.builds("{} {}{} {}".format, text, negation, st.sampled_from(["LIKE", "ILIKE"]), st.sampled_from(_PATTERNS)),
        st.builds("{} {}LIKE {} ESCAPE '!'".format, text, negation, st.sampled_from(_PATTERNS)),
        st.builds("{} {}SIMILAR TO {}".format, text, negation, st.sampled_from(_PATTERNS)),
        st.builds("{} {} {}".format, text, st.sampled_from(["~", "~*", "!~", "!~*", "~~", "!~~*"]), st.sampled_from(_REGEXES)),
        st.builds("{} IS {}NULL".format, st.one_of(numeric, text, docs()), negation),
        st.builds("{} IS {}{}".format, st.sampled_from(["active", '"Done"']), negation, st.sampled_from(["TRUE", "FALSE", "UNKNOWN"])),
        st.builds("({}) IS {}TRUE".format, children, negation),
        st.builds("{} IS {}DISTINCT FROM {}".format, numeric, negation, numeric),
        st.builds("{} IS {}DISTINCT FROM {}".format, text, negation, text),
        st.builds("({}, {}) {} ({}, {})".format, numeric, text, comparison, numeric, text),
        st.builds("({}) {} ({})".format, children, st.sampled_from(["AND", "OR", "=", "<>"]), children),
        st.builds("{} AND {} AND {}".format, children, children, children),
        st.builds("{} OR {} AND {}".format, children, children, children),
        st.builds("NOT ({})".format, children),
        st.builds("NOT {}".format, children),
        st.builds("coalesce({}, false)".format, children),
        st.builds("CASE WHEN {} THEN {} ELSE {} END".format, children, children, children),
        st.builds("starts_with({}, 'a')".format, text),
        st.builds("ref {} {}".format, comparison, st.sampled_from(
            ["'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "gen_random_uuid()", "'{a0eebc999c0b4ef8bb6d6bb9bd380a11}'::uuid"])),
        st.builds("blob {} {}".format, comparison, st.sampled_from(["'\\xDEad'", "'\\x00'::bytea", "decode('ff', 'hex')"])),
        st.builds("opens {} {}".format, comparison, st.sampled_from(["'9:30'", "time '17:00:00'", "LOCALTIME", "'08:00'::time(0)"])),
        st.builds("num_nulls({}, {}) = 1".format, numeric, text),
        st.builds("jsonb_typeof({}) = 'object'".format, docs()),
        st.builds("(day, day) OVERLAPS ({}, day)".format, dates()),
        st.builds("isfinite({})".format, moments()),
    )  # fmt: skip


def _grown(depth: int) -> tuple[Texts, Texts, Texts]:
    """(conditions, numbers, texts) of at most that depth."""
    number: Texts = st.sampled_from([*_NUMBER_COLUMNS, *_NUMBER_COLUMNS, *_NUMBER_CONSTANTS])
    text: Texts = st.one_of(st.sampled_from(_TEXT_COLUMNS), texts_flat())
    condition: Texts = st.sampled_from(
        ["active", '"Done"', "true", "false", "'t'", "NULL", "id > 0", "title = 'a'"]
    )
    for _ in range(depth):
        condition, number, text = (
            st.one_of(condition, conditions(number, text, condition)),
            st.one_of(number, numbers(condition, number)),
            st.one_of(text, texts(condition, number, text)),
        )
    return conditions(number, text, condition), number, text


CONDITIONS, NUMBERS, TEXTS = _grown(2)

_OTHERS: dict[str, str] = {
    "=": "<>", "<>": "=", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "+": "-", "-": "+", "*": "/", "/": "*",
    "and": "OR", "or": "AND", "like": "ILIKE", "true": "false", "false": "true", "any": "ALL", "all": "ANY",
    "id": "small", "small": "id", "big": "id", "amount": "price", "price": "amount", "rate": "ratio",
    "title": "kind", "code": "title", "kind": "code", "flag": "title", "active": '"Done"', "day": "seen",
    "placed": "seen", "seen": "placed", "lower": "upper", "upper": "lower", "greatest": "least", "least": "greatest",
    "int": "numeric", "numeric": "int", "text": "char", "varchar": "text", "bigint": "real", "not": "",
}  # fmt: skip


def mutations(text: str) -> list[str]:
    """The expression with one token changed, or negated; some of them are no valid SQL."""
    source = text.encode()
    found = [f"NOT ({text})"]
    for token in postgast.scan(text).tokens:
        word = source[token.start : token.end].decode()
        if token.token == nodes.ICONST:
            other = f"{word}1"
        elif token.token == nodes.SCONST:
            other = "'" + word[1:-1] + "q'" if word.startswith("'") else word
        else:
            other = _OTHERS.get(word.lower(), word)
        if other != word:
            found.append((source[: token.start] + other.encode() + source[token.end :]).decode())
    return found
