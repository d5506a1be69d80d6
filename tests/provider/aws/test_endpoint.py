"""A host name tells the cluster and the Region, or is refused."""

import pytest

from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.dialect.refusal import Refused

ID = "abcdefghij0123456789uvwxyz"
GOOD = {
    f"{ID}.dsql.eu-west-1.on.aws": "eu-west-1",
    f"{ID}.dsql.us-gov-west-1.on.aws": "us-gov-west-1",
    f"{ID}.dsql-fnh4.ap-northeast-3.on.aws": "ap-northeast-3",
    f" {ID.upper()}.DSQL.eu-west-1.on.aws\n": "eu-west-1",
}
BAD = [
    "",
    "localhost",
    ID,
    f"https://{ID}.dsql.eu-west-1.on.aws",
    f"{ID}.dsql.eu-west-1.on.aws:5432",
    f"{ID}.dsql.eu-west-1.on.aws.evil.example",
    f"{ID}.dsql.eu-west-1.rds.amazonaws.com",
    f"{ID[1:]}.dsql.eu-west-1.on.aws",
    f"{ID}.dsql-.eu-west-1.on.aws",
    f"{ID}.dsql..on.aws",
]


@pytest.mark.parametrize("host", GOOD)
def test_an_endpoint(host: str) -> None:
    endpoint = Endpoint.parse(host)
    assert (endpoint.host, endpoint.region, endpoint.identifier) == (host.strip().lower(), GOOD[host], ID)


def test_the_region_can_be_overridden() -> None:
    assert Endpoint.parse(f"{ID}.dsql.eu-west-1.on.aws", region="eu-west-2").region == "eu-west-2"


@pytest.mark.parametrize("host", BAD)
def test_anything_else_is_refused(host: str) -> None:
    with pytest.raises(Refused, match=r"DSQL301: .*; give its host name alone"):
        Endpoint.parse(host)


def test_a_refusal_does_not_repeat_a_password() -> None:
    with pytest.raises(Refused) as raised:
        Endpoint.parse(f"postgresql://admin:hunter2@{ID}.dsql.eu-west-1.on.aws/postgres")
    assert "hunter2" not in str(raised.value)
