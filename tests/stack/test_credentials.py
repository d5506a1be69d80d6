"""Whoever the environment or a profile says we are, that is who signs; and nothing of it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from dsql_local import LocalCluster, Running
from pulumi_engine import Engine
from stack.on_cluster import started

USER = "arn:aws:iam::123456789012:user/dsql-local"
ROLE = "arn:aws:iam::123456789012:role/deployer"
SESSION = "arn:aws:sts::123456789012:assumed-role/deployer/release"
NO_KEYS = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true"}
FILES = """\
[profile deployer]
role_arn = {role}
role_session_name = release
source_profile = someone

[profile elsewhere]
role_arn = {elsewhere}
source_profile = someone

[profile someone]
aws_access_key_id = {id}
aws_secret_access_key = {secret}
"""
PROGRAM = """
    profile = {profile!r}
    dsql.Cluster("made", profile=profile, deletion_protection=False)
    dsql.Table("t", cluster=dsql.Endpoint(cluster.host, profile=profile),
        columns=[dsql.Column("id", "bigint")], primary_key=["id"])
"""


@dataclass(frozen=True)
class Way:
    """How a program gets its credentials, and who it then is."""

    caller: str
    profile: str | None = None
    """What the program says."""
    environ: tuple[tuple[str, str], ...] = ()


WAYS = {
    "temporary keys in the environment": Way(SESSION),
    "AWS_PROFILE": Way(USER, environ=(("AWS_PROFILE", "someone"),)),
    # What the program says counts, whatever the environment says.
    "profile= with a role": Way(
        SESSION,
        "deployer",
        (("AWS_ACCESS_KEY_ID", "AKIASOMEBODYELSE"), ("AWS_SECRET_ACCESS_KEY", "theirs")),
    ),
}


@pytest.fixture
def files(cluster: LocalCluster, tmp_path: Path) -> dict[str, str]:
    """The environment of a machine on which nothing but profiles is set up."""
    config = tmp_path / "config"
    key, secret = cluster.environ["AWS_ACCESS_KEY_ID"], cluster.environ["AWS_SECRET_ACCESS_KEY"]
    config.write_text(FILES.format(role=ROLE, elsewhere=ROLE.replace("1234", "9999"), id=key, secret=secret))
    return {**NO_KEYS, "AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}


@pytest.fixture
def swept(standin: Running, cluster: LocalCluster) -> Iterator[None]:
    """Clusters that a program makes are gone after the test."""
    before = {each.identifier for each in standin.clusters()}
    yield
    for each in standin.clusters():
        if each.identifier not in before:
            each.delete()


def temporary(cluster: LocalCluster) -> dict[str, str]:
    """The variables of a role's session."""
    client = boto3.Session().client(
        "sts",
        region_name="us-east-1",
        endpoint_url=cluster.environ["AWS_ENDPOINT_URL_STS"],
        aws_access_key_id=cluster.environ["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=cluster.environ["AWS_SECRET_ACCESS_KEY"],
    )
    keys = client.assume_role(RoleArn=ROLE, RoleSessionName="release")["Credentials"]
    client.close()
    values = (keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    return dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), values, strict=True))


@pytest.mark.parametrize("name", WAYS)
def test_who_signs(
    engine: Engine,
    standin: Running,
    cluster: LocalCluster,
    files: dict[str, str],
    swept: None,
    tmp_path: Path,
    name: str,
) -> None:
    way = WAYS[name]
    environ = {**files, **dict(way.environ)}
    if name == "temporary keys in the environment":
        environ |= temporary(cluster)
    asked = len(standin.log())
    calls = tmp_path / "grpc.json"
    written = started(engine, cluster, tmp_path / "program", PULUMI_DEBUG_GRPC=str(calls), **environ)
    up = written.up(PROGRAM.format(profile=way.profile))

    log = [entry for entry in standin.log()[asked:] if entry.get("operation") != "AssumeRole"]
    assert {entry["caller"] for entry in log} == {way.caller}
    assert {"call", "statement"} == {entry["event"] for entry in log}
    shown = [up.stdout, up.stderr, calls.read_text(), written.stack.export().stdout, str(standin.log())]
    credentials = [environ.get("AWS_SESSION_TOKEN"), cluster.environ["AWS_SECRET_ACCESS_KEY"]]
    for text in shown:
        assert not re.search(r"\bASIA[0-9A-F]{16}|X-Amz-", text)
        assert not [held for held in credentials if held and held in text]


def test_a_role_that_may_not_be_assumed(
    engine: Engine, cluster: LocalCluster, files: dict[str, str], tmp_path: Path
) -> None:
    written = started(engine, cluster, tmp_path / "program", **files)
    written.program(PROGRAM.format(profile="elsewhere"))
    refused = written.stack.preview(check=False)
    said = refused.stdout + refused.stderr
    assert refused.returncode != 0
    assert "DSQL302" in said
    assert "is not authorized to perform: sts:AssumeRole" in said
    assert "Traceback" not in said
