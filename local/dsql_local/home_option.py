"""The option `--home`, which all commands have."""

from pathlib import Path
from typing import Annotated

import typer

from dsql_local import places

Home = Annotated[Path | None, typer.Option(help="Where it keeps keys and logs [env: DSQL_LOCAL_HOME].")]


def home_of(chosen: Path | None) -> Path:
    """The home that is meant."""
    return chosen.absolute() if chosen else places.default_home()
