"""What a database holds, as frozen values: no I/O, no SQL text to run, no policy.

Values are canonical: types are spelt as `format_type` spells them, every constraint has a name, and
expressions are SQL text as written or as read back (only `dialect.expressions` looks inside them).
"""

from pulumi_dsql_provider.model.access import Access
from pulumi_dsql_provider.model.check import Check
from pulumi_dsql_provider.model.column import Column, Identity, Storage
from pulumi_dsql_provider.model.condition import Condition
from pulumi_dsql_provider.model.database import Database
from pulumi_dsql_provider.model.default_privilege import DefaultPrivilege
from pulumi_dsql_provider.model.domain import Domain
from pulumi_dsql_provider.model.foreign_key import ForeignKey, Match, ReferentialAction
from pulumi_dsql_provider.model.function import (
    Argument,
    ArgumentMode,
    Function,
    ParallelSafety,
    Setting,
    Volatility,
)
from pulumi_dsql_provider.model.grant import Grant, Target
from pulumi_dsql_provider.model.index import Index, IndexKey
from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.owner import Owner
from pulumi_dsql_provider.model.primary_key import PrimaryKey
from pulumi_dsql_provider.model.role import IamMapping, Membership, Role
from pulumi_dsql_provider.model.schema import Schema
from pulumi_dsql_provider.model.sequence import OwningColumn, Sequence, SequenceOptions
from pulumi_dsql_provider.model.statistics import Statistics, StatisticsKind
from pulumi_dsql_provider.model.table import Constraint, Table
from pulumi_dsql_provider.model.unique import Unique
from pulumi_dsql_provider.model.view import CheckOption, ColumnComment, View

__all__ = [
    "Access",
    "Argument",
    "ArgumentMode",
    "Check",
    "CheckOption",
    "Column",
    "ColumnComment",
    "Condition",
    "Constraint",
    "Database",
    "DefaultPrivilege",
    "Domain",
    "ForeignKey",
    "Function",
    "Grant",
    "IamMapping",
    "Identity",
    "Index",
    "IndexKey",
    "Match",
    "Membership",
    "ObjectName",
    "Owner",
    "OwningColumn",
    "ParallelSafety",
    "PrimaryKey",
    "ReferentialAction",
    "Role",
    "Schema",
    "Sequence",
    "SequenceOptions",
    "Setting",
    "Statistics",
    "StatisticsKind",
    "Storage",
    "Table",
    "Target",
    "Unique",
    "View",
    "Volatility",
]
