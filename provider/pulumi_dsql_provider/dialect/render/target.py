"""How statements about privileges and owners name what they are about."""

from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render.layout import Pieces, listed
from pulumi_dsql_provider.model import Target


def named(target: Target) -> Pieces:
    """The name alone: `shop`, `public.orders`, `public.f(integer, text)`."""
    if target.kind == "schema":
        return [quote(target.name.schema)]
    if target.kind != "function":
        return [qualified(target.name)]
    first, *rest = listed([type_] for type_ in target.types) if target.types else ["()"]
    return [qualified(target.name) + first, *rest]
