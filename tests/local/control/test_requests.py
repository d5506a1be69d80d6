"""What is wrong with a request, and how the service says so."""

from __future__ import annotations

from functools import partial
from typing import Any

import boto3
import pytest
from botocore.model import ListShape, MapShape, OperationModel, Shape, StringShape, StructureShape
from hypothesis import given, settings
from hypothesis import strategies as st

from dsql_local import LocalCluster
from dsql_local.control.operations import ROUTES
from dsql_local.control.requests import REQUESTS
from dsql_local.control.shapes import Boolean, Integer, Listed, Mapped, Member, Structure, Text
from local.control.asking import MISSING, MISSING_ARN, Client, refusal, wrong_field
from local.faults.clients import connect

_MODEL = boto3.Session()._session.get_service_model("dsql")
_PLACES = {"uri": "path", "querystring": "query", None: "body"}


def _published(shape: Shape) -> object:
    """A shape of botocore's service model as one of ours."""
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if isinstance(shape, StructureShape):
        return Structure({name: _member(shape, name, each) for name, each in shape.members.items()})
    if isinstance(shape, ListShape):
        return Listed(_published(shape.member), most)  # type: ignore[arg-type]
    if isinstance(shape, MapShape):
        return Mapped(_published(shape.key), _published(shape.value), most or 0)  # type: ignore[arg-type]
    if isinstance(shape, StringShape):
        return Text(least or 0, most, shape.metadata.get("pattern", ""), tuple(shape.enum))
    return Boolean() if shape.type_name == "boolean" else Integer(least or 0, most or 0)


def _member(of: StructureShape, name: str, shape: Shape) -> Member:
    place, name_there = shape.serialization.get("location"), shape.serialization.get("name", name)
    return Member(
        _published(shape),  # type: ignore[arg-type]
        name in of.required_members,
        _PLACES[place],  # type: ignore[arg-type]
        "" if name_there == name else name_there,
    )


@pytest.mark.parametrize("operation", _MODEL.operation_names)
def test_the_constraints_are_those_that_are_published(operation: str) -> None:
    model: OperationModel = _MODEL.operation_model(operation)
    assert model.input_shape is not None
    assert REQUESTS[operation] == _published(model.input_shape)
    [route] = [route for route in ROUTES if route.operation == operation]
    assert (route.method, route.path) == (model.http["method"], model.http["requestUri"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(operation=st.sampled_from(sorted(REQUESTS)), data=st.data())
@settings(max_examples=100)
def test_any_value_is_right_or_wrong(operation: str, data: st.DataObject) -> None:
    members = REQUESTS[operation].members
    value = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(members, JSON)))
    for name, problem in REQUESTS[operation].problems(value, ""):
        assert name.partition(".")[0] in members
        assert problem.startswith("Member must ")


NOT_FOUND = ("ResourceNotFoundException", 404, {"resourceId": MISSING, "resourceType": "cluster"})
BAD_FIELD = ("ValidationException", 400, {"reason": "fieldValidationFailed"})
STREAM = {"clusterIdentifier": MISSING, "streamIdentifier": MISSING}


@pytest.mark.parametrize("operation,arguments,expected",
    [
        ("get_cluster", {"identifier": MISSING}, NOT_FOUND),
        ("update_cluster", {"identifier": MISSING}, NOT_FOUND),
        ("delete_cluster", {"identifier": MISSING}, NOT_FOUND),
        ("list_tags_for_resource", {"resourceArn": MISSING_ARN}, NOT_FOUND),
        ("tag_resource", {"resourceArn": MISSING_ARN, "tags": {}}, NOT_FOUND),
        ("untag_resource", {"resourceArn": MISSING_ARN, "tagKeys": []}, NOT_FOUND),
        ("get_cluster_policy", {"identifier": MISSING}, NOT_FOUND),
        ("put_cluster_policy", {"identifier": MISSING, "policy": "{}"}, NOT_FOUND),
        ("delete_cluster_policy", {"identifier": MISSING}, NOT_FOUND),
        ("get_vpc_endpoint_service_name", {"identifier": MISSING}, NOT_FOUND),
        ("list_streams", {"clusterIdentifier": MISSING}, NOT_FOUND),
        ("get_stream", STREAM, NOT_FOUND),
        ("delete_stream", STREAM, NOT_FOUND),
        ("list_tags_for_resource", {"resourceArn": "arn:aws:s3:::bucket"}, BAD_FIELD),
        ("create_cluster", {"tags": {"aws:mine": "1"}}, BAD_FIELD),
        ("list_clusters", {"nextToken": "nonsense"}, BAD_FIELD),
    ],
)  # fmt: skip
def test_errors_are_those_of_the_service(
    client: Client, operation: str, arguments: dict[str, object], expected: tuple[str, int, dict[str, str]]
) -> None:
    code, status, response = refusal(lambda: getattr(client, operation)(**arguments))
    assert (code, status) == expected[:2]
    assert expected[2].items() <= response.items()
    assert response["Error"]["Message"]


@pytest.mark.parametrize(
    "operation,arguments,field,constraint",
    [
        ("get_cluster", {"identifier": "short"}, "identifier", "regular expression pattern: [a-z0-9]{26}"),
        ("get_cluster", {"identifier": "A" * 26}, "identifier", "regular expression"),
        ("create_cluster", {"tags": {"a": "tab\t"}}, "tags.a.value", "regular expression"),
        ("create_cluster", {"tags": {str(n): "" for n in range(201)}}, "tags", "between 0 and 200"),
        ("create_cluster", {"clientToken": "no spaces"}, "clientToken", "regular expression"),
        ("create_cluster", {"kmsEncryptionKey": "no;key"}, "kmsEncryptionKey", "regular expression"),
        ("create_cluster", {"policy": "x" * 20_481}, "policy", "between 1 and 20480"),
        (
            "create_cluster",
            {"metricGroups": [{"metricGroup": "OTHER"}]},
            "metricGroups.0.metricGroup",
            "enum value set: [STATEMENT_STATISTICS]",
        ),
        (
            "update_cluster",
            {"identifier": MISSING, "multiRegionProperties": {"clusters": ["arn:aws:s3:::bucket"]}},
            "multiRegionProperties.clusters.0",
            "regular expression",
        ),
        ("list_clusters", {"maxResults": 101}, "maxResults", "between 1 and 100"),
        ("list_streams", {"clusterIdentifier": "short"}, "clusterIdentifier", "regular expression"),
    ],
)
def test_a_field_that_is_wrong_is_named(
    client: Client, operation: str, arguments: dict[str, object], field: str, constraint: str
) -> None:
    name, message = wrong_field(lambda: getattr(client, operation)(**arguments))
    assert name == field
    assert constraint in message


def test_all_wrong_fields_are_named(client: Client) -> None:
    _, _, response = refusal(lambda: client.create_cluster(clientToken="é", kmsEncryptionKey="é"))
    assert {field["name"] for field in response["fieldList"]} == {"clientToken", "kmsEncryptionKey"}
    assert response["Error"]["Message"].startswith("2 validation errors detected. ")


def test_a_cluster_has_no_streams(client: Client) -> None:
    identifier = client.create_cluster()["identifier"]
    assert client.list_streams(clusterIdentifier=identifier)["streams"] == []
    named = {"clusterIdentifier": identifier, "streamIdentifier": MISSING}
    for ask in (client.get_stream, client.delete_stream):
        code, status, response = refusal(partial(ask, **named))
        assert (code, status, response["resourceType"]) == ("ResourceNotFoundException", 404, "stream")
    target: dict[str, Any] = {
        "streamArn": "arn:aws:kinesis:us-east-1:123456789012:stream/s",
        "roleArn": "arn:aws:iam::123456789012:role/r",
    }
    code, _, response = refusal(
        lambda: client.create_stream(
            clusterIdentifier=identifier,
            targetDefinition={"kinesis": target},
            ordering="UNORDERED",
            format="JSON",
        )
    )
    assert (code, response["reason"]) == ("ValidationException", "other")
    assert "no Kinesis" in response["Error"]["Message"]


def test_the_service_for_private_link(client: Client, cluster: LocalCluster) -> None:
    identifier = cluster.identifier
    found = client.get_vpc_endpoint_service_name(identifier=identifier)
    _, _, label = found["serviceName"].rpartition(".")
    assert found["serviceName"] == f"com.amazonaws.us-east-1.{label}"
    assert label.startswith("dsql-")
    host = found["clusterVpcEndpoint"]
    assert host == f"{identifier}.{label}.us-east-1.on.aws"
    token = client.generate_db_connect_admin_auth_token(Hostname=host)
    connect(cluster, host=host, password=token).close()
    connect(cluster, host=host).close()  # a token for the other name is good, too
