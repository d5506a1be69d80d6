"""The page of what `pulumi-dsql lint` finds: docs/reference/lint.md."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.style import RULES

PAGE = "lint.md"

_INTRODUCTION = """\
# What lint finds

[`pulumi-dsql lint`](cli.md) tells three kinds of things, each with a name that keeps its meaning for ever:

- errors: [refusals](refusals.md) of definitions, and of a change where `--from` says what is there;
- warnings: [hazards](hazards.md) of the change that must be allowed, and the rules of style below;
- notes: hazards that only inform.

`--ignore NAME` (may be repeated) turns a rule of style or a kind of hazard off; a refusal cannot be ignored.
The command ends with 1 if there are errors, with `--strict` also if there are warnings."""

_FORMATS = """\
## Formats

`--format text` is a line for each, `schema.sql:3:5: warning: NAME: what it is; the way out`, on stdout; what
comes from a database has no place. `--format sarif` is SARIF 2.1.0, for code hosts. `--format json` is

```json
{
  "version": 1,
  "findings": [
    {
      "level": "warning",
      "name": "no-primary-key",
      "message": "the table public.t has no primary key",
      "way_out": "give it one now: it cannot be added later",
      "subject": {"schema": "public", "name": "t"},
      "place": {"file": "schema.sql", "line": 1, "column": 1}
    }
  ]
}
```

`level` is `error`, `warning` or `note`; `subject` and `place` may be null. Lines and columns begin at 1,
columns count characters. `version` changes when a field goes or gets another meaning; fields may be added at
any time."""


def page() -> str:
    """The page, a heading for each rule of style."""
    return "\n\n".join([_INTRODUCTION, _FORMATS, "## Rules of style", *_rules()]) + "\n"


def _rules() -> Iterator[str]:
    for name, rule in RULES.items():
        yield f"### {name}"
        yield f"**{rule.meaning[0].upper()}{rule.meaning[1:]}.** {rule.why}"
        yield f"*What to do:* {rule.remedy}"
