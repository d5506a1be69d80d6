"""SRC: a .sql file, a folder of them, a database URL, or `empty`."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from pulumi_dsql_provider import catalog
from pulumi_dsql_provider.apply import Settings, retrying
from pulumi_dsql_provider.aws.connection import connect
from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.cli.output import say
from pulumi_dsql_provider.cli.url import is_url, parse_url, without_secrets
from pulumi_dsql_provider.dialect.parse import Key, RenamedFrom, Source, parse, place
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.model import Database

EMPTY = "empty"
# Somebody waits for the first answer, and a wrong host is more likely than one that is there in a minute.
_PATIENCE = Settings(attempts=5, retry_limit=10.0, first_pause=0.2, longest_pause=2.0)


@dataclass(frozen=True, slots=True)
class Side:
    """All that a source holds.

    `session` is set where it is a database, `locations` and `renamed` where it is files.
    """

    database: Database
    locations: Mapping[Key, str] = field(default_factory=dict)
    session: Session | None = None
    renamed: tuple[RenamedFrom, ...] = ()

    @property
    def reads(self) -> Session | None:
        """The session for what may be asked twice."""
        return None if self.session is None else retrying(self.session, _PATIENCE, _tell_retry)


@contextmanager
def opened(text: str, default_schema: str) -> Iterator[Side]:
    """What the source holds; a database stays connected in the block.

    Raises Refused (DSQL500, DSQL501 and what stands against the definitions), DatabaseError.
    """
    if text == EMPTY:
        yield Side(Database())
    elif is_url(text):
        url = parse_url(text)
        with connect(url.endpoint, url.user, url.profile, url.password) as session:
            yield read(session)
    else:
        parsed = parse(_files(Path(text)), default_schema)
        for note in parsed.notes:
            say(f"note: {note}")
        yield Side(parsed.database, parsed.locations, renamed=parsed.renamed)


@contextmanager
def both(one: str, other: str, default_schema: str) -> Iterator[tuple[Side, Side]]:
    """What two sources hold: while a database is waited for, the other one is read. Raises as `opened`.

    Where neither can be had, the first says why.
    """
    with ExitStack() as stack:
        reading = _begun(lambda: stack.enter_context(opened(one, default_schema)))
        try:
            here = stack.enter_context(opened(other, default_schema))
        except Exception:
            reading.result()
            raise
        yield reading.result(), here


def _begun(call: Callable[[], Side]) -> Future[Side]:
    """What the call will give, from a thread that Ctrl-C does not wait for."""
    future = Future[Side]()

    def run() -> None:
        try:
            future.set_result(call())
        except Exception as error:  # noqa: BLE001 - whoever asks for the result gets it
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def read(session: Session) -> Side:
    """What the database holds now. Raises DatabaseError, Refused."""
    return Side(catalog.read(retrying(session, _PATIENCE, _tell_retry)), session=session)


def _files(path: Path) -> tuple[Source, ...]:
    """The file, or all .sql files in and below the folder."""
    try:
        files = sorted(path.rglob("*.sql")) if path.is_dir() else [path]
    except OSError as error:
        raise _unreadable(path, error) from None
    if not files:
        raise _refused(
            f"{_shown(path)} holds no .sql file", "put the definitions into files that end in .sql"
        )
    return tuple(Source(name=str(file), text=_text(file)) for file in files)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError as error:
        location = place(_shown(file), 1, 1, error.object[: error.start])
        raise _refused(f"{_shown(file)} is not UTF-8 text", "save the file as UTF-8", location) from None
    except OSError as error:
        raise _unreadable(file, error) from None


def _unreadable(path: Path, error: OSError) -> Refused:
    if isinstance(error, FileNotFoundError):
        way_out = f"give a .sql file, a folder, a URL or `{EMPTY}`"
        return _refused(f"{_shown(path)} is neither a file nor a folder", way_out)
    return _refused(f"{_shown(path)} cannot be read: {error.strerror}", "give a file that can be read")


def _shown(path: Path) -> str:
    """The path for people; it may have been meant as a URL with a password."""
    return without_secrets(str(path))


def _tell_retry(text: str) -> None:
    say(f"retrying: {text}")


def _refused(message: str, way_out: str, location: str | None = None) -> Refused:
    return Refused(Refusal(code="DSQL501", message=message, way_out=way_out, location=location))
