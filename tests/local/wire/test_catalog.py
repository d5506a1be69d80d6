"""Which versions of the catalog a transaction is behind of."""

import pytest

from dsql_local.wire.catalog import NEWER, Catalog


def test_a_change_counts_from_its_beginning() -> None:
    catalog = Catalog()
    before = catalog.version
    catalog.begin_change()
    assert catalog.is_behind(before)
    after = catalog.version  # of who may have seen it
    catalog.end_change([7])
    assert catalog.has_changed([7], before)
    assert not catalog.has_changed([8], before)
    assert not catalog.is_behind(after)
    assert not catalog.has_changed([7], after)


def test_while_a_change_is_under_way_everybody_is_behind() -> None:
    catalog = Catalog()
    catalog.begin_change()
    assert catalog.is_behind(catalog.version)
    catalog.end_change([])
    assert not catalog.is_behind(catalog.version)


def test_a_change_that_came_to_nothing_is_none() -> None:
    catalog = Catalog()
    versions = [catalog.version]
    for succeeds in (False, True, False, False):
        catalog.begin_change()
        catalog.end_change([] if succeeds else None)
        versions.append(catalog.version)
    assert [catalog.is_behind(version) for version in versions] == [True, True, False, False, False]


def test_others_may_change_it_meanwhile() -> None:
    catalog = Catalog()
    catalog.begin_change()
    began = catalog.version
    catalog.change([1])  # a job
    catalog.end_change(None)
    assert catalog.is_behind(began)
    assert catalog.has_changed([1], began)


def test_it_knows_when_tables_were_made() -> None:
    catalog = Catalog()
    assert catalog.tables_made_in == 0
    catalog.begin_change(makes_tables=True)
    assert catalog.tables_made_in == catalog.version
    catalog.end_change([])
    catalog.change([7], makes_tables=True)
    made_in = catalog.version
    catalog.change([7])
    assert catalog.tables_made_in == made_in < catalog.version


def test_what_is_newer_has_changed() -> None:
    assert Catalog().has_changed([NEWER], 0)


def test_an_end_has_a_beginning() -> None:
    with pytest.raises(RuntimeError):
        Catalog().end_change([])
