"""Tags, beyond what their shape says."""

from dsql_local.control import errors

MOST_TAGS = 200


def checked_tags(tags: dict[str, str]) -> dict[str, str]:
    """The tags of a request. ServiceError (Validation) for a key that is AWS's own."""
    for key in tags:
        if key.lower().startswith("aws:"):
            raise errors.invalid_field("tags", f"the key {key!r} is reserved")
    return tags
