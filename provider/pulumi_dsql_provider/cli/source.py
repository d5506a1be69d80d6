"""SRC: a .sql file, a folder of them, a database URL, or `empty`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from pulumi_dsql_provider import catalog
from pulumi_dsql_provider.apply.retry import retrying
from pulumi_dsql_provider.aws.connection import connect
from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.cli.url import DatabaseUrl, is_url, parse_url
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.model import Database


@contextmanager
def opened(url: DatabaseUrl) -> Iterator[Session]:
    """A session on that database."""
    with connect(url.endpoint, url.user, url.profile, url.password) as session:
        yield session


@contextmanager
def read(
    text: str, schemas: Sequence[str], exclude: Sequence[str]
) -> Iterator[tuple[Database, Session | None]]:
    """What the source holds, limited to those schemas, and its session where it is a database."""
    if text == "empty":
        yield Database(), None
    elif is_url(text):
        url = parse_url(text)
        with opened(url) as session:
            database = catalog.read(retrying(session))
            yield limited(database, schemas or url.schemas, exclude), session
    else:
        yield limited(parse(_files(Path(text))).database, schemas, exclude), None


def limited(database: Database, schemas: Sequence[str], exclude: Sequence[str]) -> Database:
    """The part in these schemas (all, if none is named) without what matches an `--exclude` pattern.

    A pattern is a schema, or schema.table; `*` stands for anything.
    """

    def stays(schema: str, name: str | None = None) -> bool:
        labels = [schema] if name is None else [schema, f"{schema}.{name}"]
        wanted = not schemas or schema in schemas
        return wanted and not any(fnmatchcase(label, glob) for label in labels for glob in exclude)

    tables = tuple(table for table in database.tables if stays(*table.name))
    names = {table.name for table in tables}
    return Database(
        schemas=tuple(schema for schema in database.schemas if stays(schema.name)),
        tables=tables,
        indexes=tuple(
            index for index in database.indexes if index.table in names and stays(*index.qualified_name)
        ),
    )


def _files(path: Path) -> tuple[Source, ...]:
    if path.is_dir():
        files = sorted(path.glob("*.sql"))
    elif path.is_file():
        files = [path]
    else:
        raise _refused(
            f"{path} is neither a file nor a folder", "give a .sql file, a folder, a URL or `empty`"
        )
    if not files:
        raise _refused(f"{path} holds no .sql file", "put the definitions into files that end in .sql")
    try:
        return tuple(Source(name=str(file), text=file.read_text(encoding="utf-8")) for file in files)
    except UnicodeDecodeError as error:
        raise _refused(f"{path} is not UTF-8 text: {error.reason}", "save the file as UTF-8") from None


def _refused(message: str, way_out: str) -> Refused:
    return Refused(Refusal(code="DSQL501", message=message, way_out=way_out))
