"""Rows to compute expressions on: two that differ on any of them do not mean the same."""

from provider.dialect.expression_strategies import COLUMNS
from pulumi_dsql_provider.catalog import Session

SCHEMA = "samples"

_ROWS = 60
# By type; NULL is among the values of every column.
_VALUES = {
    "integer": ("0", "1", "-1", "5", "42"),
    "smallint": ("1", "0", "7", "-3"),
    "bigint": ("2", "1", "9999999999", "-1", "0", "42"),
    "numeric(10,2)": ("0", "1.5", "-1.5", "2.25", "100", "42"),
    "numeric": ("1.5", "0.5", "-3", "2.555", "42", "0"),
    "double precision": ("0", "1.5", "-2.5", "1e10", "42"),
    "real": ("1.5", "0", "-0.25", "3"),
    "text": ("'a'", "'open'", "'A'", "''", "'a-b'", "'x@y'", "'  q '", "'a_c'"),
    "character varying(20)": ("'open'", "'a'", "'ab'", "'12'", "'B'", "'z '"),
    "character varying": ("'a'", "'w'", "'5'", "'aXa'", "'it''s'"),
    "character(5)": ("'a'", "'open'", "'v'", "'A b'"),
    "boolean": ("true", "false"),
    "date": ("'2020-01-05'", "'2019-12-31'", "'2024-02-29'"),
    "timestamp with time zone": ("'2020-01-05 10:00Z'", "'2019-12-31 22:30Z'", "'2030-06-01 00:00Z'"),
    "timestamp without time zone": ("'2020-01-05'", "'2021-07-01 12:34:56.789'", "'2020-01-05 10:00'"),
    "time without time zone": ("'09:30'", "'17:00'", "'08:00:00.5'"),
    "uuid": ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "'00000000-0000-0000-0000-000000000001'"),
    "jsonb": ("'{\"a\": 1}'", "'[1, 2]'", '\'{"a": {"b": 2}, "n": 7}\'', "'{}'"),
    "json": ("'{\"a\": 1}'", "'[]'"),
    "interval": ("'1 day'", "'2 hours'", "'-1 day'", "'1 mon'"),
    "bytea": ("'\\xdead'", "'\\x00'", "'\\xff'"),
}
_DIFFERS = """
    CREATE FUNCTION samples.differs(one text, other text) RETURNS boolean LANGUAGE plpgsql AS $$
    DECLARE
        question text := format('SELECT bool_or((%s) IS DISTINCT FROM (%s)) FROM samples.rows', one, other);
        found boolean;
    BEGIN
        BEGIN
            EXECUTE question INTO found;
            RETURN found;
        EXCEPTION WHEN syntax_error_or_access_rule_violation THEN
            RETURN NULL;
        WHEN OTHERS THEN -- on some of the rows
        END;
        FOR place IN 1..60 LOOP
            BEGIN
                EXECUTE format('%s WHERE place = %s', question, place) INTO found;
                IF found THEN
                    RETURN true;
                END IF;
            EXCEPTION WHEN OTHERS THEN
            END;
        END LOOP;
        RETURN false;
    END $$"""


def make_samples(session: Session) -> None:
    """The schema SAMPLES, with the rows and the function that `differ` calls."""
    session.execute(f"CREATE SCHEMA {SCHEMA}")
    columns = ", ".join(f'"{name}" {type_}' for name, type_ in COLUMNS.items())
    session.execute(f"CREATE TABLE samples.rows ({columns}, place integer)")
    rows = ", ".join(f"({', '.join(_row(place))}, {place})" for place in range(1, _ROWS + 1))
    session.execute(f"INSERT INTO samples.rows VALUES {rows}")
    session.execute(_DIFFERS)


def _row(place: int) -> list[str]:
    """Each column goes through its values at another pace."""
    row = []
    for number, type_ in enumerate(COLUMNS.values(), 1):
        values = (*_VALUES[type_], "NULL")
        row.append(f"{values[(place * number + place // len(values)) % len(values)]}::{type_}")
    return row


def differ(session: Session, one: str, other: str) -> bool:
    """Whether two expressions over a row have different values on any row where both have one."""
    ((answer,),) = session.query("SELECT samples.differs(%s, %s)", (one, other))
    return bool(answer)
