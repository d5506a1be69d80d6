"""The names that are counted along are those that a look at everything would find."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_dsql_provider.dialect.parse.named import Named
from pulumi_dsql_provider.model import ObjectName

_SCHEMAS = ("public", "shop")
_WORDS = st.sampled_from("abc")
_NAMES = st.builds(ObjectName, st.sampled_from(_SCHEMAS), _WORDS)
_Thing = tuple[list[str], list[str]]
_THINGS = st.tuples(st.lists(_WORDS, max_size=3), st.lists(_WORDS, max_size=3))
_CHANGES = st.lists(st.tuples(st.sampled_from(["put", "drop", "clear"]), _NAMES, _THINGS), max_size=20)


@given(_CHANGES)
@settings(max_examples=100)
def test_names_follow_every_change(changes: list[tuple[str, ObjectName, _Thing]]) -> None:
    """Two things may use one name, and one thing may use a name twice."""
    named: Named[_Thing] = Named(lambda thing: thing[0], lambda thing: thing[1])

    for change, name, thing in changes:
        if change == "put":
            named[name] = thing
        elif change == "drop":
            named.pop(name, None)
        else:
            named.clear()

    for schema in _SCHEMAS:
        there = [thing for name, thing in named.items() if name.schema == schema]
        assert set(named.relations.of(schema)) == {word for relations, _ in there for word in relations}
        assert set(named.constraints.of(schema)) == {word for _, constraints in there for word in constraints}
