"""Generated views over generated tables."""

from collections.abc import Mapping

from hypothesis import strategies as st

from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.model import CheckOption, ColumnComment, ObjectName, Table, View

VIEWS = (ObjectName("public", "v"), ObjectName("public", "A View"), ObjectName("public", "w"))


@st.composite
def views(
    draw: st.DrawFn,
    tables: Mapping[ObjectName, Table],
    is_fine: ObjectName | None,
    comments: st.SearchStrategy[str | None],
) -> list[View]:
    """Up to three, each over a table or one before it, in any order; some call the function `is_fine`."""
    read = {name: tuple(column.name for column in table.columns) for name, table in tables.items()}
    found = []
    for name in draw(st.lists(st.sampled_from(VIEWS), unique=True, max_size=3)) if read else ():
        over = draw(st.sampled_from(sorted(read)))
        columns = draw(st.lists(st.sampled_from(read[over]), unique=True, min_size=1, max_size=3))
        listed, first = ", ".join(map(quote, columns)), quote(columns[0])
        plain = f"SELECT {listed} FROM {qualified(over)}"
        shapes = [
            (plain, columns),
            (f"SELECT * FROM {qualified(over)} AS r", read[over]),
            (f"{plain} WHERE {first} IS NOT NULL OR 1 > 2", columns),
            (f"SELECT {first}, count(*) FROM {qualified(over)} GROUP BY 1", (columns[0], "count")),
            (f"SELECT 'x' AS x, r.* FROM ({plain} ORDER BY 1 DESC LIMIT 5) r", ("x", *columns)),
        ]
        if is_fine is not None and "a" in read[over]:
            shapes.append((f"{plain} WHERE {qualified(is_fine)}(a)", columns))
        query, names = draw(st.sampled_from([shape for shape in shapes if len({*shape[1]}) == len(shape[1])]))
        renamed = draw(st.booleans())
        names = tuple(f"c{place}" for place, _ in enumerate(names)) if renamed else tuple(names)
        checks: tuple[CheckOption | None, ...] = (None, "local") if query.startswith(plain) else (None,)
        comment = draw(comments)
        found.append(
            View(
                name=name,
                query=query,
                columns=names if renamed else (),
                check_option=draw(st.sampled_from(checks)),
                security_barrier=draw(st.booleans()),
                comment=draw(comments),
                column_comments=() if comment is None else (ColumnComment(names[0], comment),),
            )
        )
        read[name] = names
    return draw(st.permutations(found))
