"""The AWS CLI, unmodified but for the environment.

This is version 1, which has no `dsql generate-db-connect-admin-auth-token`; version 2 is on no package index.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dsql_local import Running
from local.faults.clients import connect
from standin import eventually

_AWS = Path(sys.executable).with_name("aws")


def aws(running: Running, *arguments: str) -> Any:
    """What `aws dsql …` prints."""
    environment = {**running.environ, "AWS_PAGER": "", "AWS_CONFIG_FILE": os.devnull}
    done = subprocess.run(
        [sys.executable, str(_AWS), "dsql", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    try:
        return json.loads(done.stdout)
    except ValueError:
        return done.stdout.strip()


@pytest.mark.usefixtures("client")  # removes the cluster, should the test fail
def test_a_cluster_from_beginning_to_end(standin: Running) -> None:
    made = aws(standin, "create-cluster", "--no-deletion-protection-enabled", "--tags", "team=orders")
    identifier = made["identifier"]
    aws(standin, "wait", "cluster-active", "--identifier", identifier)
    cluster = standin.cluster(identifier)
    assert cluster.endpoint == made["endpoint"]
    with connect(cluster) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("admin",)

    aws(standin, "tag-resource", "--resource-arn", made["arn"], "--tags", "stage=test")
    assert aws(standin, "update-cluster", "--identifier", identifier)["status"] in ("UPDATING", "ACTIVE")
    listed = aws(standin, "list-clusters", "--max-items", "100")["clusters"]
    assert identifier in [each["identifier"] for each in listed]
    eventually(lambda: standin.cluster(identifier).status == "ACTIVE")
    found = aws(standin, "get-cluster", "--identifier", identifier)
    assert found["tags"] == {"team": "orders", "stage": "test"}
    assert aws(standin, "delete-cluster", "--identifier", identifier)["status"] == "DELETING"
