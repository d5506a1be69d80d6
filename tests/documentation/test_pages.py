"""The pages: those that are made are up to date, and every link leads somewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from tools.docs.pages import REFERENCE, pages

from documentation.guide import PAGES, ROOT
from pulumi_dsql_provider.dialect.codes import CODES

_LINK = re.compile(r"\]\((?!\w+:)([^)#]*)(?:#([^)]*))?\)")


def test_the_reference_is_what_make_docs_writes() -> None:
    there = {page.name: page.read_text(encoding="utf-8") for page in (ROOT / REFERENCE).glob("*.md")}
    made = pages()
    assert sorted(there) == sorted(made), "run `make docs`"
    assert [name for name in made if there[name] != made[name]] == [], "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = []
    for file, heading in _LINK.findall(_without_code(page)):
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (heading and heading not in _headings(target)):
            dead.append(f"{file}#{heading}")
    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_code_is_one(page: Path) -> None:
    named = set(re.findall(r"DSQL\d{3}\b", page.read_text(encoding="utf-8")))
    assert named - set(CODES) - _codes_of_the_stand_in() == set()


@cache
def _codes_of_the_stand_in() -> frozenset[str]:
    """It has no table of them: they are few, and each stands where it is raised."""
    sources = (file.read_text(encoding="utf-8") for file in (ROOT / "local").rglob("*.py"))
    return frozenset(code for text in sources for code in re.findall(r"\bDSQL9\d{2}\b", text))


def _without_code(page: Path) -> str:
    return re.sub(r"`[^`\n]*`", "", _without_fences(page))


def _headings(page: Path) -> set[str]:
    """As GitHub names them."""
    found = re.findall(r"^#+ (.*)", _without_fences(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def _without_fences(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
