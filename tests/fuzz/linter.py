"""What AWS's linter says of the statements of a plan."""

import json
import re
import subprocess
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

_LINTER = Path(sys.executable).with_name("dsql-lint")
# What dsql-lint 0.2.22 cannot parse, or flags though a cluster takes it; the evidence is in
# tests/local/rules/lint_differences.py.
_NOT_FOR_IT = re.compile(
    r"ALTER INDEX .* RENAME TO .*"
    r"|ALTER TABLE .* ALTER COLUMN .* SET (GENERATED|START|INCREMENT|CYCLE|NO|MINVALUE|MAXVALUE|CACHE).*"
    r"|ALTER TABLE .* ALTER COLUMN .* DROP IDENTITY"
    r"|.*NULLS NOT DISTINCT.*"
    r"|ALTER DOMAIN .*"
    r"|COMMENT ON (FUNCTION|CONSTRAINT|STATISTICS|DOMAIN) .*"
    r"|CREATE (OR REPLACE )?FUNCTION .* (COST|ROWS) .*"
    r"|(GRANT|REVOKE) (?!.* ON ).*"  # memberships
    r"|AWS IAM .*"
    r"|(GRANT|REVOKE|ALTER DEFAULT PRIVILEGES) .* ON .*"
    r"|ALTER [A-Z]+ .* OWNER TO .*"
    r"|COMMENT ON (ROLE|VIEW) .*",
    re.DOTALL,
)


def flagged(plans: Collection[Iterable[str]]) -> list[str]:
    """What is wrong with the statements of any of the plans, in its words.

    Nothing of those that it is known to be mistaken about. Each plan is a file: it notes what was created.
    """
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.sql") for number, _ in enumerate(plans)]
        for file, statements in zip(files, plans, strict=True):
            file.write_text("".join(f"{sql};\n" for sql in statements if not _NOT_FOR_IT.fullmatch(sql)))
        ran = subprocess.run(
            [_LINTER, "--format", "json", *files], capture_output=True, text=True, check=False
        )
    return [
        f"{found['statement_preview']}: {found['message']}"
        for judged in json.loads(ran.stdout)["files"]
        for found in judged["diagnostics"]
    ]
