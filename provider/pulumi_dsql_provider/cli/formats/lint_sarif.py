"""`lint --format sarif`: SARIF 2.1.0, which code hosts show beside the lines of a change."""

import json
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

from pulumi_dsql_provider.cli.diagnostic import Diagnostic, Place
from pulumi_dsql_provider.dialect import style
from pulumi_dsql_provider.dialect.codes import CODES
from pulumi_dsql_provider.plan import HAZARDS

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def text(found: Sequence[Diagnostic]) -> str:
    """The log, with one run; the rules in it are those that something was found by."""
    names = sorted({one.name for one in found})
    driver = {
        "name": "pulumi-dsql",
        "version": metadata.version("pulumi-dsql"),
        "rules": [_rule(name) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, names.index(one.name)) for one in found],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(name: str) -> dict[str, object]:
    meaning, sentences = _about(name)
    return {
        "id": name,
        "shortDescription": {"text": f"{meaning[0].upper()}{meaning[1:]}."},
        "help": {"text": sentences, "markdown": sentences},
    }


def _about(name: str) -> tuple[str, str]:
    """The meaning of a name, and what else there is to say."""
    if name in style.RULES:
        rule = style.RULES[name]
        return rule.meaning, f"{rule.why} {rule.remedy}"
    if name in HAZARDS:
        return HAZARDS[name].meaning, HAZARDS[name].advice
    return CODES[name].meaning, f"{CODES[name].why} {CODES[name].remedy}"


def _result(one: Diagnostic, rule: int) -> dict[str, object]:
    made: dict[str, object] = {
        "ruleId": one.name,
        "ruleIndex": rule,
        "level": one.level,
        "message": {"text": f"{one.message}; {one.way_out}"},
    }
    return made if one.place is None else {**made, "locations": [_location(one.place)]}


def _location(place: Place) -> dict[str, object]:
    path = Path(place.file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    region = {"startLine": place.line, "startColumn": place.column}
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
