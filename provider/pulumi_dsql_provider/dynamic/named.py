"""A provider by its name: programs hand that over, so that only the plugin imports what the provider does."""

import importlib
from typing import Any

from pulumi.dynamic import ResourceProvider


class Named(ResourceProvider):
    """Stands for the provider of a kind of resource: `cluster`, `schema`, `table` or `index`.

    A program only pickles it, and what is unpickled is that provider itself. To import all that it needs
    takes as long as to import Pulumi, in each preview.
    """

    serialize_as_secret_always = False

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __reduce__(self) -> tuple[Any, ...]:
        return provider, (self._kind,)


def provider(kind: str) -> ResourceProvider:
    """The provider of that kind of resource. States name this function: it keeps its place and its name."""
    module = importlib.import_module(f"pulumi_dsql_provider.dynamic.{kind}")
    made: ResourceProvider = getattr(module, f"{kind.capitalize()}Provider")()
    return made
