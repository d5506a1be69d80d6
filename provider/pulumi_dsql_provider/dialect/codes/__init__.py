"""Every code that a refusal or an error can carry. A code keeps its meaning for ever.

001-099 definitions: names, types, limits, forms that DSQL has not got, SQL that cannot be read
100-199 changes: what cannot be planned, hazards that are not allowed
200-299 running: steps, jobs, drift, conflicts
300-399 AWS: credentials, endpoints, the control plane
400-499 Pulumi inputs
500-599 command line

A new code goes into the file of its range; `make docs` then writes docs/reference/refusals.md anew.
"""

from collections.abc import Mapping
from typing import Final

from pulumi_dsql_provider.dialect.codes import aws, changes, command_line, definitions, inputs, running
from pulumi_dsql_provider.dialect.codes.code import Code

GROUPS: Final[Mapping[str, Mapping[str, Code]]] = {
    "Definitions": definitions.CODES,
    "Changes": changes.CODES,
    "Running": running.CODES,
    "AWS": aws.CODES,
    "Pulumi": inputs.CODES,
    "The command line": command_line.CODES,
}
"""The codes by what they are about, in the order of their numbers."""

CODES: Final[Mapping[str, Code]] = {code: about for group in GROUPS.values() for code, about in group.items()}

__all__ = ["CODES", "GROUPS", "Code"]
