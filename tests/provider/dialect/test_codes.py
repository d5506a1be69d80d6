import re
from pathlib import Path

import pulumi_dsql_provider
from pulumi_dsql_provider.dialect.codes import CODES


def test_every_code_that_is_used_is_listed() -> None:
    folder = Path(pulumi_dsql_provider.__file__).parent
    used = {
        code
        for file in folder.rglob("*.py")
        for code in re.findall(r'"(DSQL\d{3})"', file.read_text("utf-8"))
    }
    assert sorted(used - set(CODES)) == []


def test_a_code_is_dsql_and_three_digits() -> None:
    assert all(re.fullmatch(r"DSQL\d{3}", code) for code in CODES)
