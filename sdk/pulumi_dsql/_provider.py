"""The providers of the resources."""

import importlib

from pulumi.dynamic import ResourceProvider


def provider(kind: str) -> ResourceProvider:
    """The provider of that kind of resource: `cluster`, `schema`, `table` or `index`.

    It is imported by name because type checkers follow other imports: checking a program would check the
    whole engine with it, and mypy gives up at a dependency of that whose stub is no valid Python.
    """
    module = importlib.import_module(f"pulumi_dsql_provider.dynamic.{kind}")
    made: ResourceProvider = getattr(module, f"{kind.capitalize()}Provider")()
    return made
