"""Which roles are the service's own: nobody declares, changes or drops them."""

from typing import Final

ADMIN: Final = "admin"
"""The role that a cluster comes with. It owns whatever is said to be nobody else's."""
PUBLIC: Final = "public"
"""What a grantee is called that stands for all roles; no role can have the name."""

_OF_THE_SERVICE = frozenset({ADMIN, "dbowner"})


def is_of_the_service(name: str) -> bool:
    """Whether the role came with the cluster."""
    return name in _OF_THE_SERVICE or name.startswith("pg_")
