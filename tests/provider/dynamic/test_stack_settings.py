"""What holds for a whole stack: hazards that its configuration allows, and previews that ask no cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from pulumi.dynamic import Config, ConfigureRequest

from provider.dynamic.engine import Props, Stack, new_process
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.dynamic import stack_settings
from pulumi_dsql_provider.dynamic.errors import Failed
from pulumi_dsql_provider.dynamic.table import TableProvider

KEY: Props = {"name": "id", "type": "bigint", "nullable": False}
NOTE: Props = {"name": "note", "type": "text"}


def configured(text: str | None) -> Config:
    return Config(raw_config={} if text is None else {"dsql:allow": text}, project_name="p")


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    stack_settings.take(configured(None))
    if hasattr(sys, "tracebacklimit"):
        del sys.tracebacklimit  # `configure` makes tracebacks short, and Pulumi's SDK needs them long


def test_a_hazard_is_allowed_in_the_whole_stack(stack: Stack) -> None:
    table = stack.table(columns=[KEY, NOTE])
    table.up()
    ((_, said),) = table.failures(columns=[KEY])
    assert "drop-column:note" in said
    stack_settings.take(configured('["drop-column:note"]'))
    assert table.up(columns=[KEY])[-1] == "ALTER TABLE public.t DROP COLUMN note;"
    stack_settings.take(configured(None))
    assert stack_settings.allowed() == frozenset()


@pytest.mark.parametrize("text", ["drop-column", '{"a": 1}', "[1]", "3"])
def test_what_is_no_list_of_hazards_is_told(text: str) -> None:
    with pytest.raises(Refused, match=r"^DSQL400: dsql:allow .* is no list of hazards; set it with "):
        stack_settings.take(configured(text))


def test_the_configuration_is_taken_over_by_configure(stack: Stack) -> None:
    TableProvider().configure(ConfigureRequest(config=configured('["all"]')))
    assert stack_settings.allowed() == {"all"}


def test_offline_the_state_stands_in_for_what_is_live(
    stack: Stack, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = stack.table(columns=[KEY])
    table.up()
    index = stack.index(of=table)
    index.up()
    session.execute("ALTER TABLE t ADD COLUMN by_hand text")

    monkeypatch.setenv(stack_settings.OFFLINE, "1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "")
    new_process()
    assert table.preview() == []
    assert table.preview(columns=[KEY, NOTE]) == ["ALTER TABLE public.t ADD COLUMN note text;"]
    assert index.preview() == []
    assert index.preview(unique=True)[1] == "CREATE UNIQUE INDEX ASYNC i__pulumi_dsql_new ON public.t (id);"
    assert stack.schema().preview() == ["CREATE SCHEMA shop;"]

    # Nothing but a preview: what needs the database says so, and changes nothing.
    with pytest.raises(Failed, match="DSQL411"):
        table.read()
    with pytest.raises(Failed, match="DSQL411"):
        table.up(columns=[KEY, NOTE])
