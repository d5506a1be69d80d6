"""Which views differ, what is asked about them, and which are looked at before anything runs."""

import pytest

from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.diff import QueryQuestion, compare, compare_asking, fresh_queries, questions
from pulumi_dsql_provider.diff.change import Changes
from pulumi_dsql_provider.model import Database, View

TABLES = "CREATE TABLE t (a int, b text, c varchar(9)); CREATE TABLE u (a int, d date);"
# To the offline comparison `(a)` and `a + 0` are different, to a database perhaps not.
OLD, NEW = (
    "CREATE VIEW v AS SELECT a, b FROM t WHERE a > 1;",
    "CREATE VIEW v AS SELECT a, b FROM t WHERE 1 < a;",
)


def changed(changes: Changes) -> list[tuple[str, frozenset[str]]]:
    """The names of the views among changes, and in what they differ."""
    views = ((change.wanted, change.differs) for change in changes)
    return [(view.name.name, differs) for view, differs in views if isinstance(view, View)]


def database(*texts: str) -> Database:
    """What these texts define."""
    return parse([Source("definitions.sql", " ".join(texts))]).database


def test_what_only_a_database_can_compare_is_asked() -> None:
    live, wanted = database(TABLES, OLD), database(TABLES, NEW)
    question = QueryQuestion(
        live="SELECT a, b FROM public.t WHERE a > 1", wanted="SELECT a, b FROM public.t WHERE 1 < a"
    )
    assert questions(live, wanted) == (question,)
    assert changed(compare(live, wanted)) == [("v", frozenset({"query"}))]
    assert compare(live, wanted, answers=frozenset({question})) == ()
    assert compare_asking(live, wanted, frozenset) == ()


def test_names_of_the_view_are_part_of_the_question() -> None:
    live = database(TABLES, "CREATE VIEW v (x) AS SELECT a FROM t WHERE a > 1;")
    wanted = database(TABLES, "CREATE VIEW v AS SELECT a AS x FROM t WHERE 1 < a;")
    (question,) = questions(live, wanted)
    assert isinstance(question, QueryQuestion)
    assert (question.live_names, question.wanted_names) == (("x",), ())


NOT_ASKED = {
    "other names": ("SELECT a FROM t WHERE a > 1", "SELECT a AS b FROM t WHERE 1 < a"),
    "another number of columns": ("SELECT a FROM t WHERE a > 1", "SELECT a, b FROM t WHERE 1 < a"),
    "another type": ("SELECT a FROM t WHERE a > 1", "SELECT a::bigint AS a FROM t WHERE 1 < a"),
    "another limit": ("SELECT a FROM t LIMIT 5", "SELECT a FROM t LIMIT 6"),
    "another offset": ("SELECT a FROM t OFFSET 5", "SELECT a FROM t OFFSET 6"),
    "another window": ("SELECT rank() OVER (ORDER BY a) FROM t", "SELECT rank() OVER (ORDER BY b) FROM t"),
    "another frame": (
        "SELECT max(a) OVER (ORDER BY a ROWS 1 PRECEDING) FROM t",
        "SELECT max(a) OVER (ORDER BY a ROWS 2 PRECEDING) FROM t",
    ),
    "other keys of DISTINCT ON": ("SELECT DISTINCT ON (a) a FROM t", "SELECT DISTINCT ON (b) a FROM t"),
    "other rows": ("VALUES (1)", "VALUES (2)"),
    "something else that is sought": (
        "SELECT b FROM t WHERE a IN (SELECT a FROM u)",
        "SELECT b FROM t WHERE a + 1 IN (SELECT a FROM u)",
    ),
    "another column that something exists for": (
        "SELECT b FROM t WHERE b LIKE 'x%' OR EXISTS (SELECT 1 FROM u WHERE u.a = t.a)",
        "SELECT b FROM t WHERE b LIKE 'x%' OR EXISTS (SELECT 1 FROM u WHERE u.a = t.a + 1)",
    ),
    "one of many, and all of them": (
        "SELECT b FROM t WHERE a > ANY (SELECT a FROM u)",
        "SELECT b FROM t WHERE a > ALL (SELECT a FROM u)",
    ),
    "one value, and an array of it": (
        "SELECT to_jsonb((SELECT a FROM u)) AS j FROM t",
        "SELECT to_jsonb(ARRAY(SELECT a FROM u)) AS j FROM t",
    ),
    "an array in what is not understood": (
        "SELECT to_jsonb((SELECT a FROM u)) AS j FROM t ORDER BY a USING <",
        "SELECT to_jsonb(ARRAY(SELECT a FROM u)) AS j FROM t ORDER BY a USING <",
    ),
    "a limit in what is not understood": (
        "SELECT a FROM t ORDER BY a USING < LIMIT 5",
        "SELECT a FROM t ORDER BY a USING < LIMIT 6",
    ),
}


@pytest.mark.parametrize("name", NOT_ASKED)
def test_what_an_explain_hides_is_not_asked(name: str) -> None:
    live, wanted = (database(TABLES, f"CREATE VIEW v AS {query};") for query in NOT_ASKED[name])
    assert questions(live, wanted) == ()
    assert [change.differs for change in compare(live, wanted)] == [{"query"}]


FUNCTIONS = "".join(f"CREATE FUNCTION {name}(int) RETURNS int LANGUAGE sql AS 'SELECT $1';" for name in "fg")
MOVING = {
    "a column comes": (OLD, NEW, "ALTER TABLE t ADD COLUMN e int;"),
    "a column goes": (OLD, NEW, "ALTER TABLE t DROP COLUMN c;"),
    "a function is new": (
        OLD,
        "CREATE VIEW v AS SELECT a, b FROM t WHERE f(a);",
        "CREATE FUNCTION f(int) RETURNS boolean LANGUAGE sql AS 'SELECT $1 > 1';",
    ),
    "another function is called": (
        f"{FUNCTIONS} CREATE VIEW v AS SELECT f(a) AS a FROM t;",
        f"{FUNCTIONS} CREATE VIEW v AS SELECT g(a) AS a FROM t;",
        "",
    ),
    "a view that it reads differs": (
        "CREATE VIEW w AS SELECT a FROM t LIMIT 5; CREATE VIEW v AS SELECT a FROM w WHERE a > 1;",
        "CREATE VIEW w AS SELECT a FROM t LIMIT 6; CREATE VIEW v AS SELECT a FROM w WHERE 1 < a;",
        "",
    ),
}


@pytest.mark.parametrize("name", MOVING)
def test_nothing_is_asked_while_what_is_read_changes(name: str) -> None:
    old, new, more = MOVING[name]
    live, wanted = database(TABLES, old), database(TABLES, more, new)
    assert questions(live, wanted) == ()
    assert ("v", frozenset({"query"})) in changed(compare(live, wanted))


def test_the_answer_about_a_view_counts_where_those_that_it_reads_are_the_same() -> None:
    live = database(TABLES, OLD, "CREATE VIEW w AS SELECT a FROM v WHERE a < 9;")
    wanted = database(TABLES, NEW, "CREATE VIEW w AS SELECT a FROM v WHERE 9 > a;")
    asked = questions(live, wanted)
    assert len(asked) == 2
    assert compare(live, wanted, answers=frozenset(asked)) == ()
    of_v, of_w = asked
    differs = frozenset({"query"})
    assert changed(compare(live, wanted, answers=frozenset({of_w}))) == [("v", differs), ("w", differs)]
    assert changed(compare(live, wanted, answers=frozenset({of_v}))) == [("w", differs)]


def test_a_view_over_one_that_changes_comes_with_it_and_differs_in_nothing() -> None:
    over = "CREATE VIEW w AS SELECT a FROM v; CREATE VIEW x AS SELECT a FROM w;"
    apart = "CREATE VIEW apart AS SELECT a FROM t;"
    live, wanted = database(TABLES, OLD, over, apart), database(TABLES, OLD.replace("b", "c"), over, apart)
    same = frozenset[str]()
    assert changed(compare(live, wanted)) == [("v", frozenset({"query"})), ("w", same), ("x", same)]


FRESH = {
    "a new view": ("", "CREATE VIEW v AS SELECT a FROM t;", ["SELECT a FROM public.t"]),
    "a changed one": (OLD, NEW, ["SELECT a, b FROM public.t WHERE 1 < a"]),
    "one that is the same": (OLD, OLD, []),
    "a comment": (OLD, OLD + "COMMENT ON VIEW v IS 'x';", []),
    "a new table": ("", "CREATE TABLE n (a int); CREATE VIEW v AS SELECT a FROM n;", []),
    "a new column": ("", "ALTER TABLE t ADD COLUMN e int; CREATE VIEW v AS SELECT e FROM t;", []),
    "a table with a comment": (
        "",
        "COMMENT ON TABLE t IS 'x'; CREATE VIEW v AS SELECT a FROM t;",
        ["SELECT a FROM public.t"],
    ),
    "a new view below": (
        "",
        "CREATE VIEW w AS SELECT a FROM t; CREATE VIEW v AS SELECT a FROM w;",
        ["SELECT a FROM public.t"],
    ),
    "a new function": (
        "",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW v AS SELECT f() AS a;",
        [],
    ),
    "a new domain": ("", "CREATE DOMAIN d AS int; CREATE VIEW v AS SELECT a::d FROM t;", []),
}


@pytest.mark.parametrize("name", FRESH)
def test_new_queries_over_what_is_there_are_looked_at(name: str) -> None:
    old, new, expected = FRESH[name]
    changes = compare(database(TABLES, old), database(TABLES, new))
    assert [query.text for query in fresh_queries(changes)] == expected
