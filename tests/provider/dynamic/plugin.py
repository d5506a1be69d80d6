"""The plugin's process, driven over gRPC as the engine drives it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf import json_format, struct_pb2
from pulumi.dynamic import ResourceProvider
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import proto
from pulumi.runtime.proto import provider_pb2_grpc

from provider.dynamic.engine import told

Props = dict[str, Any]
_URN = "urn:pulumi:test::shop::pulumi-python:dynamic/dsql:Thing::thing"


class Plugin:
    """One process; every method is one call of the protocol. A call that fails raises grpc.RpcError."""

    def __init__(self, port: int) -> None:
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self._stub.Configure(proto.ConfigureRequest(args=_struct({"pulumi-python:unused": "x"})))

    def check(self, olds: Props, news: Props) -> tuple[Props, list[tuple[str, str]]]:
        """The checked inputs, and the failures as (property, reason)."""
        answer = self._stub.Check(proto.CheckRequest(urn=_URN, olds=_struct(olds), news=_struct(news)))
        failures = [told(failure) for failure in answer.failures]
        return _props(answer.inputs), failures

    def diff(self, id: str, olds: Props, news: Props) -> bool:
        """Whether there are changes; there must never be a replacement."""
        answer = self._stub.Diff(proto.DiffRequest(id=id, urn=_URN, olds=_struct(olds), news=_struct(news)))
        assert not answer.replaces
        assert answer.changes != proto.DiffResponse.DIFF_UNKNOWN
        return bool(answer.changes == proto.DiffResponse.DIFF_SOME)

    def create(self, props: Props) -> tuple[str, Props]:
        """The new resource's id and outputs."""
        answer = self._stub.Create(proto.CreateRequest(urn=_URN, properties=_struct(props)))
        return answer.id, _props(answer.properties)

    def update(self, id: str, olds: Props, news: Props) -> Props:
        """The outputs."""
        request = proto.UpdateRequest(id=id, urn=_URN, olds=_struct(olds), news=_struct(news))
        return _props(self._stub.Update(request).properties)

    def read(self, id: str, props: Props) -> tuple[str, Props, Props]:
        """Id, outputs and inputs; all blank when it is gone."""
        answer = self._stub.Read(proto.ReadRequest(id=id, urn=_URN, properties=_struct(props)))
        return answer.id, _props(answer.properties), _props(answer.inputs)

    def delete(self, id: str, props: Props) -> None:
        """Delete it."""
        self._stub.Delete(proto.DeleteRequest(id=id, urn=_URN, properties=_struct(props)))

    def close(self) -> None:
        """Let go of the channel."""
        self._channel.close()


@contextmanager
def plugin(environ: Mapping[str, str]) -> Iterator[Plugin]:
    """A fresh plugin process, ended at the end of the block."""
    command = [sys.executable, "-u", "-m", "pulumi.dynamic", "127.0.0.1:1"]
    process = subprocess.Popen(command, env=dict(environ), stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        started = Plugin(int(process.stdout.readline()))
        yield started
        started.close()
    finally:
        process.kill()
        process.communicate()


def with_provider(provider: ResourceProvider, **props: Any) -> Props:
    """Properties as the program's side sends them."""
    return {"__provider": serialize_provider(provider), **props}


def _struct(props: Props) -> struct_pb2.Struct:
    return json_format.ParseDict(props, struct_pb2.Struct())


def _props(struct: struct_pb2.Struct) -> Props:
    props: Props = json_format.MessageToDict(struct)
    return props
