"""What a cluster's resource is told from all others by."""

from __future__ import annotations

import pulumi
import pytest

import pulumi_dsql as dsql
from sdk.program import run


class _Part(pulumi.ComponentResource):
    def __init__(self, name: str) -> None:
        super().__init__("shop:part:Part", name)


def _program() -> None:
    dsql.Cluster("one")
    dsql.Cluster("two", opts=pulumi.ResourceOptions(protect=True))
    dsql.Cluster("three", opts=pulumi.ResourceOptions(parent=_Part("sales")))


@pytest.mark.parametrize("preview", [True, False])
def test_it_is_told_by_project_stack_parent_and_name(preview: bool) -> None:
    noted = run(_program, preview=preview, stack="prod")
    assert {name: each.inputs["__resource"] for name, each in noted.items() if "Cluster" in each.type} == {
        "one": "shop/prod/one",
        "two": "shop/prod/two",
        "three": "shop/prod/shop:part:Part::sales/three",
    }
