"""Whether two views give the same."""

from pulumi_dsql_provider.dialect.calls import of_query
from pulumi_dsql_provider.dialect.queries import Normal, Output, Relations, hides, reads, same_tree
from pulumi_dsql_provider.diff.calling import names_of, seen_by_callers
from pulumi_dsql_provider.diff.meaning import Decide
from pulumi_dsql_provider.diff.question import QueryQuestion
from pulumi_dsql_provider.model import Database, ObjectName, Table, View


class ViewMeaning:
    """Compares the views of `carried`, which is `live` after renames, with those that are wanted."""

    def __init__(self, live: Database, carried: Database, wanted: Database, decide: Decide) -> None:
        self._live = live
        self._carried = carried
        self._wanted = wanted
        self._decide = decide
        self._before, self._after = Relations(carried), Relations(_as_laid_out(wanted, carried))
        self._known: dict[ObjectName, bool] = {}
        self._possible: dict[ObjectName, bool] = {}

    def is_same(self, name: ObjectName) -> bool:
        """Whether the view of that name, which is on both sides, certainly gives the same."""
        if name not in self._known:
            self._known[name] = False  # what reads itself
            self._known[name] = self._is_same(name)
        return self._known[name]

    def _is_same(self, name: ObjectName) -> bool:
        old, new = self._pair(name)
        if self._spelt_the_same(old, new):
            return True
        if not self._can_be_asked(old, new):
            return False
        question = QueryQuestion(
            live=old.query, live_names=old.columns, wanted=new.query, wanted_names=new.columns
        )
        # What stands in the other views that it reads is in the answer, so that they must be the same.
        views = (read for read in reads(new.query) if self._carried.view(read) is not None)
        return self._decide(question) and all(map(self.is_same, views))

    def _pair(self, name: ObjectName) -> tuple[View, View]:
        old, new = self._carried.view(name), self._wanted.view(name)
        assert old is not None
        assert new is not None
        return old, new

    def _spelt_the_same(self, old: View, new: View) -> bool:
        """Where their meaning is not known their text must be the same."""
        one, other = self._before.normal(old), self._after.normal(new)
        if one is None or other is None:
            return one is other and old.columns == new.columns and same_tree(old.query, new.query)
        return one.names == other.names and one.text == other.text and _same_types(one, other)

    def _can_be_asked(self, old: View, new: View) -> bool:
        """Whether a database that holds `live` can tell; what an EXPLAIN hides must be the same already."""
        one, other = self._before.normal(old), self._after.normal(new)
        if one is None or other is None:
            may_be_the_same = not (hides(old.query) or hides(new.query))
        else:
            may_be_the_same = one.names == other.names and one.notes.hidden == other.notes.hidden
            may_be_the_same = may_be_the_same and _same_types(one, other)
        if not may_be_the_same:
            return False
        read = reads(old.query) | reads(new.query)
        return all(map(self._stands, sorted(read))) and self._calls_the_same(old, new)

    def _stands(self, name: ObjectName) -> bool:
        """Whether a table or view is there as it is going to be, as far as queries see it."""
        before, after = self._live.table(name), self._wanted.table(name)
        if before is not None and after is not None:
            return _columns(before) == _columns(after)
        if self._live.view(name) is not None and self._wanted.view(name) is not None:
            if name not in self._possible:
                self._possible[name] = False
                old, new = self._pair(name)
                self._possible[name] = self._spelt_the_same(old, new) or self._can_be_asked(old, new)
            return self._possible[name]
        held = (self._live, self._wanted)
        return not any(side.table(name) or side.view(name) for side in held)

    def _calls_the_same(self, old: View, new: View) -> bool:
        """Whether both call the same of the functions that are declared, and none that is new or changes.

        The database looks into functions, and may find what calls another one to give the same.
        """
        there = {function.identity: seen_by_callers(function) for function in self._live.functions}
        declared = names_of((*self._live.functions, *self._wanted.functions))
        new_ones = names_of(
            each for each in self._wanted.functions if there.get(each.identity) != seen_by_callers(each)
        )
        before, after = (
            {(call.name, call.arguments) for call in of_query(view.query).calls if call.name in declared}
            for view in (old, new)
        )
        return before == after and not any(name in new_ones for name, _ in after)


def _same_types(one: Normal, other: Normal) -> bool:
    return all(map(_same_type, one.outputs, other.outputs))


def _same_type(one: Output, other: Output) -> bool:
    types = one.term.type, other.term.type
    return one.declared == other.declared and (types[0] == types[1] or None in types)


def _columns(table: Table) -> dict[str, str]:
    return {column.name: column.type for column in table.columns}


def _as_laid_out(wanted: Database, live: Database) -> Database:
    """With the columns of each table in the order that they are going to have, which `*` follows."""

    def laid_out(table: Table) -> Table:
        there = live.table(table.name)
        places = {} if there is None else {column.name: n for n, column in enumerate(there.columns)}
        ordered = sorted(table.columns, key=lambda column: places.get(column.name, len(places)))
        return table.model_copy(update={"columns": tuple(ordered)})

    return wanted.with_tables(map(laid_out, wanted.tables))
