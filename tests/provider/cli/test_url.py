"""URLs of databases, and what is never said about them."""

import pytest

from provider.cli.commands import Command
from pulumi_dsql_provider.cli.url import parse_url, without_secrets
from pulumi_dsql_provider.dialect.refusal import Refused

HOST = "4gabuhqcsplh2ktxpwyxyz3abc.dsql.eu-west-1.on.aws"
SECRET = "geheim"


def test_the_parts() -> None:
    url = parse_url(
        f"dsql://reader:a%2Fb%40c@{HOST}/postgres?search_path=shop,%20stock&search_path=shop&profile=p"
    )

    assert (url.endpoint.host, url.endpoint.region) == (HOST, "eu-west-1")
    assert (url.user, url.password, url.profile) == ("reader", "a/b@c", "p")
    assert url.schemas == ("shop", "stock")


def test_what_is_left_out() -> None:
    url = parse_url(f"dsql://{HOST}")

    assert (url.user, url.password, url.profile, url.schemas) == ("admin", None, None, ())


def test_another_region() -> None:
    assert parse_url(f"dsql://{HOST}/?region=us-east-1").endpoint.region == "us-east-1"


def test_a_password_is_not_shown() -> None:
    assert SECRET not in repr(parse_url(f"dsql://admin:{SECRET}@{HOST}/"))


# Each has a password, or a part of one that was not percent-encoded, and something wrong.
WRONG = {
    "another scheme": (f"postgres://admin:{SECRET}@{HOST}/", "DSQL500"),
    "no host": (f"dsql://admin:{SECRET}@/", "DSQL500"),
    "a port": (f"dsql://admin:{SECRET}@{HOST}:5432/", "DSQL500"),
    "another database": (f"dsql://admin:{SECRET}@{HOST}/{SECRET}", "DSQL500"),
    "an unknown option": (f"dsql://admin:{SECRET}@{HOST}/?searchpath=shop", "DSQL500"),
    "an option without a value": (f"dsql://admin:{SECRET}@{HOST}/?{SECRET}", "DSQL500"),
    "a fragment": (f"dsql://admin:{SECRET}@{HOST}/#{SECRET}", "DSQL500"),
    "brackets": (f"dsql://admin:{SECRET}[@{HOST}/", "DSQL500"),
    "no endpoint": (f"dsql://admin:{SECRET}@localhost/", "DSQL301"),
    "a slash in the password": (f"dsql://admin:x/{SECRET}@{HOST}/", "DSQL500"),
    "a question mark in the password": (f"dsql://admin:x?{SECRET}=1@{HOST}/", "DSQL500"),
    "an @ and a ? in the password": (f"dsql://admin:x@y?{SECRET}=1@{HOST}/", "DSQL500"),
    "a # in the password": (f"dsql://admin:x#{SECRET}@{HOST}/", "DSQL500"),
    "a token": (f"dsql://admin:{HOST}/?Action=DbConnectAdmin&X-Amz-Signature={SECRET}@{HOST}/", "DSQL500"),
}


@pytest.mark.parametrize("url,code", [pytest.param(*case, id=name) for name, case in WRONG.items()])
@pytest.mark.parametrize(
    "arguments", [("inspect",), ("apply", "--to", "empty"), ("diff", "--from", "empty", "--to")]
)
def test_a_wrong_one_is_told_in_one_line_without_its_secret(
    url: str, code: str, arguments: tuple[str, ...], command: Command
) -> None:
    result = command(*arguments, url)

    assert result.code == 1
    assert result.err.startswith(f"{code}: ")
    assert len(result.err.splitlines()) == 1
    assert SECRET not in result.err + result.out


def test_search_path_names_what_there_may_be() -> None:
    with pytest.raises(Refused, match="no option 'schema'"):
        parse_url(f"dsql://{HOST}/?schema=shop")


@pytest.mark.parametrize(
    "text,shown",
    [
        (f"dsql://admin:{SECRET}@{HOST}/", f"dsql://admin:***@{HOST}/"),
        (f"admin:x:{SECRET}@y@host", "admin:***@host"),
        (f"dsql://admin@{HOST}/", f"dsql://admin@{HOST}/"),
        ("schema.sql", "schema.sql"),
    ],
)
def test_without_secrets(text: str, shown: str) -> None:
    assert without_secrets(text) == shown
