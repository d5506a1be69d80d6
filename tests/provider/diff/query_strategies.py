"""Generated queries as people write them, over two tables and a view, and small changes to them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hypothesis import strategies as st

DEFINITIONS = """
CREATE TABLE t (id int, n numeric(10,2), name text, code varchar(20), at timestamptz, ok boolean, doc jsonb);
CREATE TABLE u (id bigint, t_id int, amount numeric, label text, day date);
CREATE VIEW w AS SELECT id, name AS title, count(*) AS many FROM t GROUP BY id, name;
"""

Columns = Sequence[tuple[str, str]]
"""What can be written for a column, and its kind: n(umber), s(tring), b(oolean), d(ate)."""

_TABLES: dict[str, Columns] = {
    "t": (("id", "n"), ("n", "n"), ("name", "s"), ("code", "s"), ("at", "d"), ("ok", "b")),
    "u": (("id", "n"), ("t_id", "n"), ("amount", "n"), ("label", "s"), ("day", "d")),
    "w": (("id", "n"), ("title", "s"), ("many", "n")),
}
_CONSTANTS = {
    "n": ("0", "1", "-5", "1.50", "10::bigint", "'7'::int"),
    "s": ("'x'", "''", "'it''s'", "'y'::text", "'z'::varchar(3)", "NULL::text"),
    "b": ("true", "false"),
    "d": ("now()", "'2020-01-05'::date", "CURRENT_DATE", "timestamptz '2020-01-05 10:00Z'"),
}


class Source(NamedTuple):
    """An item of FROM, and what can be read from it."""

    text: str
    columns: Columns
    alias: str


@st.composite
def queries(draw: st.DrawFn, depth: int = 2) -> str:
    """A query whose columns are called c0, c1 …, or as what they read."""
    if depth == 2 and draw(st.integers(0, 5)) == 0:
        inner = draw(queries(depth=1))
        recent = f"WITH c AS {draw(st.sampled_from(('', 'MATERIALIZED ')))}({inner})"
        return f"{recent} SELECT {draw(st.sampled_from(('*', 'c.*', 'count(*) AS c9')))} FROM c"
    if depth == 2 and draw(st.integers(0, 5)) == 0:
        return draw(_united())
    sources = draw(_sources(depth))
    text, columns = _joined(draw, sources)
    where = f" WHERE {draw(_conditions(columns, depth))}" if draw(st.booleans()) else ""
    kind = draw(st.sampled_from(("plain", "plain", "star", "grouped", "windows", "distinct")))
    order = limit = ""
    if draw(st.integers(0, 2)) == 0 and kind != "star":
        order = f" ORDER BY 1{draw(st.sampled_from(('', ' DESC', ' ASC NULLS FIRST', ' DESC NULLS LAST')))}"
        limit = draw(st.sampled_from(("", " LIMIT 5", " LIMIT 10 OFFSET 2", " FETCH FIRST 3 ROWS ONLY")))
    if kind == "star":
        alias = sources[0].alias
        return f"SELECT {draw(st.sampled_from((f'{alias}.*', f'{alias}.*, 1 AS one')))} FROM {text}{where}"
    if kind == "grouped":
        return draw(_grouped(text, columns, where)) + order + limit
    values = [
        draw(_values(columns, draw(st.sampled_from("nsbd")), depth)) for _ in range(draw(st.integers(1, 3)))
    ]
    if kind == "windows":
        values.append(draw(_windows(columns)))
    listed = ", ".join(f"{value} AS c{place}" for place, value in enumerate(values))
    return f"SELECT {'DISTINCT ' if kind == 'distinct' else ''}{listed} FROM {text}{where}{order}{limit}"


@st.composite
def _united(draw: st.DrawFn) -> str:
    arms = []
    for _ in range(draw(st.integers(2, 3))):
        source = draw(_table())
        value = draw(_values(source.columns, "n", 1))
        word = draw(st.sampled_from(("'a'", "NULL", _of(draw, source.columns, "s"))))
        arms.append(f"SELECT {value} AS c0, {word} AS c1 FROM {source.text}")
    words = [draw(st.sampled_from(("UNION", "UNION ALL", "EXCEPT", "INTERSECT"))) for _ in arms[1:]]
    text = arms[0] + "".join(f" {word} {arm}" for word, arm in zip(words, arms[1:], strict=True))
    return text + draw(st.sampled_from(("", " ORDER BY 1", " ORDER BY c0 DESC LIMIT 3")))


@st.composite
def _grouped(draw: st.DrawFn, text: str, columns: Columns, where: str) -> str:
    key = draw(st.sampled_from(columns))[0]
    number, word = _of(draw, columns, "n"), _of(draw, columns, "s")
    found = draw(
        st.lists(
            st.sampled_from(
                (
                    "count(*)",
                    f"sum({number})",
                    f"max({word})",
                    f"avg({number}) FILTER (WHERE {number} > 1)",
                    f"string_agg(DISTINCT {word}, ',')",
                    f"string_agg({word}, ', ' ORDER BY {word} DESC)",
                    f"count(DISTINCT {number})",
                    f"array_agg({number})",
                    f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {number})",
                    f"bool_or({number} = 1)",
                )
            ),
            min_size=1,
            max_size=3,
            unique=True,
        )
    )
    values = ", ".join(f"{value} AS c{place}" for place, value in enumerate(found, 1))
    group = draw(st.sampled_from((key, "1", "c0", f"ROLLUP ({key})", f"GROUPING SETS (({key}), ())")))
    having = draw(st.sampled_from(("", " HAVING count(*) > 1", f" HAVING max({word}) <> 'x'")))
    return f"SELECT {key} AS c0, {values} FROM {text}{where} GROUP BY {group}{having}"


@st.composite
def _windows(draw: st.DrawFn, columns: Columns) -> str:
    number, key = _of(draw, columns, "n"), draw(st.sampled_from(columns))[0]
    call = draw(
        st.sampled_from(
            (
                "row_number()",
                f"sum({number})",
                f"lag({number})",
                f"lag({number}, 2, 0)",
                "ntile(4)",
                f"max({key})",
            )
        )
    )
    frame = draw(
        st.sampled_from(("", " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW", " ROWS UNBOUNDED PRECEDING"))
    )
    part = draw(st.sampled_from(("", f"PARTITION BY {key} ")))
    return f"{call} OVER ({part}ORDER BY {number}{draw(st.sampled_from(('', ' DESC')))}{frame})"


def _joined(draw: st.DrawFn, sources: Sequence[Source]) -> tuple[str, Columns]:
    text = sources[0].text
    for source in sources[1:]:
        kind = draw(st.sampled_from(("JOIN", "LEFT JOIN", "FULL JOIN", "CROSS JOIN", ",")))
        text += f"{'' if kind == ',' else ' '}{kind} {source.text}"
        if kind.endswith("JOIN") and kind != "CROSS JOIN":
            text += f" ON {_of(draw, sources[0].columns, 'n')} = {_of(draw, source.columns, 'n')}"
    return text, [column for source in sources for column in source.columns]


@st.composite
def _sources(draw: st.DrawFn, depth: int) -> list[Source]:
    found = []
    for place in range(draw(st.integers(1, 2))):
        kind = (
            draw(st.sampled_from(("table", "table", "query", "values", "series", "using")))
            if depth
            else "table"
        )
        alias = f"x{depth}{place}"
        if kind == "query":
            found.append(
                Source(f"({draw(_subqueries())}) {alias}", ((f"{alias}.k", "n"), (f"{alias}.v", "s")), alias)
            )
        elif kind == "values":
            text = f"(VALUES (1, 'one'), (2, NULL)) AS {alias} (k, v)"
            found.append(Source(text, ((f"{alias}.k", "n"), (f"{alias}.v", "s")), alias))
        elif kind == "series":
            text = f"generate_series(1, 5) AS {alias} (k)"
            found.append(Source(text, ((f"{alias}.k", "n"), (f"{alias}.k::text", "s")), alias))
        elif kind == "using" and not found:
            columns = (("id", "n"), ("name", "s"), ("label", "s"), ("amount", "n"), ("day", "d"))
            join = draw(st.sampled_from(("JOIN u USING (id)", "LEFT JOIN u USING (id)", "NATURAL JOIN u")))
            return [Source(f"t {join}", columns, "u")]
        else:
            found.append(draw(_table(alias)))
    return found


@st.composite
def _table(draw: st.DrawFn, alias: str | None = None) -> Source:
    name = draw(st.sampled_from(sorted(_TABLES)))
    columns = _TABLES[name]
    if alias is None:
        return Source(name, columns, name)
    word = draw(st.sampled_from(("", "AS ")))
    return Source(f"{name} {word}{alias}", [(f"{alias}.{column}", kind) for column, kind in columns], alias)


@st.composite
def _subqueries(draw: st.DrawFn) -> str:
    source = draw(_table())
    key = _of(draw, source.columns, "n")
    where = f" WHERE {draw(_conditions(source.columns, 0))}" if draw(st.booleans()) else ""
    return f"SELECT {key} AS k, {_of(draw, source.columns, 's')} AS v FROM {source.text}{where}"


@st.composite
def _conditions(draw: st.DrawFn, columns: Columns, depth: int) -> str:
    number, word = _of(draw, columns, "n"), _of(draw, columns, "s")
    simple = st.sampled_from(
        (
            f"{number} > 1",
            f"{number} BETWEEN 1 AND 5.5",
            f"{number} IN (1, 2, 3)",
            f"{number} NOT IN (1, 2)",
            f"{word} LIKE 'x%'",
            f"{word} NOT ILIKE '%y'",
            f"{word} IN ('a', 'b')",
            f"{word} IS NOT NULL",
            f"NOT {number} = 3",
            f"{word} = ANY (ARRAY['x', 'y'])",
            f"lower({word}) <> 'z'",
            f"{number} IS DISTINCT FROM 4",
            f"({number}, {word}) = (1, 'x')",
        )
    )
    parts = [draw(simple) for _ in range(draw(st.integers(1, 2)))]
    if depth:
        inner = draw(_table("y"))
        key = _of(draw, inner.columns, "n")
        parts += draw(
            st.sampled_from(
                (
                    [],
                    [],
                    [f"EXISTS (SELECT 1 FROM {inner.text} WHERE {key} = {number})"],
                    [f"{number} IN (SELECT {key} FROM {inner.text})"],
                    [f"{number} > ALL (SELECT {key} FROM {inner.text} WHERE {key} < 9)"],
                    [f"{number} = (SELECT max({key}) FROM {inner.text})"],
                )
            )
        )
    return draw(st.sampled_from((" AND ", " OR "))).join(parts)


@st.composite
def _values(draw: st.DrawFn, columns: Columns, kind: str, depth: int) -> str:
    own = [column for column, held in columns if held == kind]
    simple = draw(st.sampled_from((*own, *own, *_CONSTANTS[kind])))
    number, word = _of(draw, columns, "n"), _of(draw, columns, "s")
    shapes = {
        "n": (
            simple,
            f"{simple} + 1",
            f"COALESCE({simple}, 0)",
            f"CASE WHEN {number} > 1 THEN {simple} ELSE 0 END",
            f"({simple})::numeric(8,1)",
            f"length({word})",
            f"round({number}::numeric, 2) * -1",
            f"GREATEST({simple}, 1)",
        ),
        "s": (
            simple,
            f"{simple} || 'x'",
            f"upper({simple})",
            f"COALESCE({simple}, '-')",
            f"CASE {simple} WHEN 'a' THEN 'b' ELSE {word} END",
            f"substring({simple} FROM 1 FOR 2)",
            f"{number}::text",
            f"NULLIF({simple}, '')",
        ),
        "b": (simple, f"{number} >= 2", f"{word} ~ '^a'", f"NOT ({number} < 1)", f"{word} IS NULL"),
        "d": (simple, f"{simple} - interval '1 day'", f"({simple})::date", f"date_trunc('day', {simple})"),
    }
    found = draw(st.sampled_from(shapes[kind]))
    if depth == 2 and kind == "n" and draw(st.integers(0, 4)) == 0:
        return f"(SELECT count(*) FROM u WHERE u.t_id = {number})"
    return found


def _of(draw: st.DrawFn, columns: Columns, kind: str) -> str:
    own = [column for column, held in columns if held == kind]
    return draw(st.sampled_from(own or _CONSTANTS[kind]))


_CHANGES = (
    (r"\b1\b", "8"),
    (r"'x", "'q"),
    (r" > ", " >= "),
    (r" DESC\b", " ASC"),
    (r"\bcount\(", "max("),
    (r"\bUNION\b(?! ALL)", "UNION ALL"),
    (r"(?<!LEFT |FULL )\bJOIN\b", "LEFT JOIN"),
    (r"\bLIMIT 5", "LIMIT 6"),
    (r"\bAND\b", "OR"),
    (r"\blower\b", "upper"),
    (r"\bEXISTS\b", "NOT EXISTS"),
    (r"\bIN \(", "NOT IN ("),
    (r"\bDISTINCT ", ""),
    (r"1 PRECEDING", "2 PRECEDING"),
    (r"\.id\b", ".n"),
)


def changed(query: str) -> Iterator[str]:
    """The query with one thing in it changed, in several ways."""
    for pattern, replacement in _CHANGES:
        found = re.sub(pattern, replacement, query, count=1)
        if found != query:
            yield found
