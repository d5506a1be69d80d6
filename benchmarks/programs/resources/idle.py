"""Pulumi's own work and nothing else: a provider that does nothing, a resource without properties."""

from typing import Any

from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult


class IdleProvider(ResourceProvider):
    """Agrees to everything."""

    serialize_as_secret_always = False

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Compare the properties that a user sets, as ours does."""
        return DiffResult(changes=_olds.get("columns") != _news.get("columns"))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Make nothing."""
        return CreateResult("nothing", props)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Change nothing."""
        return UpdateResult(_news)


class Nothing(Resource, module="benchmark", name="Nothing"):
    """A resource without properties."""

    def __init__(self, name: str) -> None:
        super().__init__(IdleProvider(), name, {})
