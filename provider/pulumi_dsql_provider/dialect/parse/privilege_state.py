"""What the statements so far say about one privilege."""

from typing import NamedTuple


class PrivilegeState(NamedTuple):
    """Whether it is granted, and whether it can be granted on; None where that is as it is by default.

    What is granted by default is known only when all statements have been read.
    """

    granted: bool | None = None
    grantable: bool | None = None

    def given(self, *, grantable: bool) -> "PrivilegeState":
        """After GRANT: what can be granted on stays so."""
        return PrivilegeState(True, True if grantable else self.grantable)

    def taken(self, *, only_option: bool) -> "PrivilegeState":
        """After REVOKE, or REVOKE GRANT OPTION FOR."""
        return PrivilegeState(self.granted if only_option else False, False)

    def over(self, default: bool | None) -> bool | None:
        """Whether it can be granted on in the end, None where it is not granted; so is `default`."""
        granted = default is not None if self.granted is None else self.granted
        grantable = bool(default) if self.grantable is None else self.grantable
        return grantable if granted else None
