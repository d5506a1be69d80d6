"""A function: SQL under a name, with arguments."""

from typing import Literal, NamedTuple

from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value

ArgumentMode = Literal["in", "out", "inout", "variadic", "table"]
Volatility = Literal["immutable", "stable", "volatile"]
ParallelSafety = Literal["safe", "restricted", "unsafe"]


class Argument(Value):
    """One argument, or with mode `table` one column of RETURNS TABLE.

    `type` is spelt as `format_type` spells it, without a length (PostgreSQL keeps none for arguments); one
    that is not built in has its schema in front. Any type that queries know will do, arrays too.
    """

    type: str
    name: str | None = None
    mode: ArgumentMode = "in"
    default: str | None = None

    @property
    def is_given(self) -> bool:
        """Whether a caller gives it a value."""
        return self.mode in ("in", "inout", "variadic")

    @property
    def is_result(self) -> bool:
        """Whether it is a part of what the function returns."""
        return self.mode in ("out", "inout", "table")


class Setting(NamedTuple):
    """A parameter while the function runs: its name in small letters, its value as pg_proc holds it."""

    name: str
    value: str


class Function(Value):
    """One function in SQL. Several may have one name: what tells them apart are the types they are given.

    `returns` is `record` where several arguments are results. A `standard` body is part of the statement
    (`RETURN …`, `BEGIN ATOMIC … END`), any other one a text. `rows` is None where it is PostgreSQL's own
    guess. Settings are in order of their names.
    """

    name: ObjectName
    arguments: tuple[Argument, ...] = ()
    returns: str
    returns_set: bool = False
    body: str
    standard: bool = False
    volatility: Volatility = "volatile"
    strict: bool = False
    security_definer: bool = False
    parallel: ParallelSafety = "unsafe"
    cost: float = 100
    rows: float | None = None
    settings: tuple[Setting, ...] = ()
    comment: str | None = None

    @property
    def given(self) -> tuple[Argument, ...]:
        """The arguments that a caller gives values, in order."""
        return tuple(argument for argument in self.arguments if argument.is_given)

    @property
    def types(self) -> tuple[str, ...]:
        """The types that tell functions of one name apart."""
        return tuple(argument.type for argument in self.given)

    @property
    def identity(self) -> ObjectName:
        """The name with these types, `public.f(integer, text)`: no other function has it."""
        return self.name._replace(name=f"{self.name.name}({', '.join(self.types)})")
