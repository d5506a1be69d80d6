"""What schemas, tables and indexes have in common: check, diff, create, update, read and delete."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from pulumi_dsql_provider import apply, catalog, diff, plan
from pulumi_dsql_provider.apply.retry import retrying
from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.dialect import validate
from pulumi_dsql_provider.dialect.capabilities import rules
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.diff import Changes, Renames
from pulumi_dsql_provider.dynamic.errors import Failed, describe, one_line, quiet_tracebacks
from pulumi_dsql_provider.dynamic.inputs import Props, flag, is_unknown, texts, unknown
from pulumi_dsql_provider.dynamic.live import LiveCluster, Where, cluster_at
from pulumi_dsql_provider.dynamic.workers import make_room
from pulumi_dsql_provider.model import Database, ObjectName
from pulumi_dsql_provider.plan import Plan, Policy

# Computed here, never compared: they follow from the other inputs and from what is live.
_COMPUTED = frozenset({"plan", "on_delete", "__table", "__provider"})
# How it is reached and what may be done, not what it is.
_BESIDE = (
    *("endpoint", "user", "profile", "region"),
    *("allow", "adopt", "force_destroy", "renamed_from", "__table"),
)
# Only in outputs: what the last run left undone.
_PROGRESS = ("pending", "last_error")


@dataclass(frozen=True)
class Definition:
    """One resource's object: `wanted` is the Database that holds it (and its parent, already wanted)."""

    name: ObjectName
    wanted: Database
    renames: Renames = field(default_factory=Renames)
    live: Database = field(default_factory=Database)
    """The same part of what is there, the parent as it is going to be."""


class ObjectProvider(ResourceProvider):
    """The life of one object in a schema. Subclasses say what the object is; the instance keeps nothing."""

    serialize_as_secret_always = False
    kind: str

    @abstractmethod
    def define(self, props: Mapping[str, Any], live: Database) -> Definition:
        """The object that these inputs declare, beside what is there. Raises Refused for wrong inputs."""

    @abstractmethod
    def echo(self, definition: Definition, props: Mapping[str, Any]) -> Props:
        """The wanted object as canonical inputs."""

    @abstractmethod
    def as_live(self, definition: Definition, changes: Changes) -> Definition:
        """The definition with everything that differs as it is live, and what does not as it was written."""

    def before_delete(
        self, definition: Definition, props: Mapping[str, Any], session: Session, live: Database
    ) -> None:
        """Raise Failed where deleting the object would lose something or cannot work."""

    def configure(self, req: ConfigureRequest) -> None:
        """Once per plugin process."""
        quiet_tracebacks()
        make_room()

    @one_line
    def check(self, olds: Props, news: Props) -> CheckResult:
        """Canonical inputs with the plan, or every refusal on the property that caused it."""
        inputs = {key: value for key, value in news.items() if key not in _COMPUTED or key == "__table"}
        try:
            return CheckResult(self._checked(olds, inputs), [])
        except Refused as refused:
            failures = [
                CheckFailure(_property(refusal, inputs), str(refusal)) for refusal in refused.refusals
            ]
            return CheckResult(inputs, failures)
        except Exception as error:  # noqa: BLE001 - whatever it is, a preview shows it as one line
            return CheckResult(inputs, [CheckFailure("endpoint", describe(error))])

    def _checked(self, olds: Props, inputs: Props) -> Props:
        known = dict(inputs)
        if is_unknown(known.get("endpoint")) and olds.get("endpoint"):
            # A change of the cluster itself (a tag, say) makes its endpoint unknown in a preview; it stays.
            known["endpoint"] = olds["endpoint"]
        if is_unknown({key: value for key, value in known.items() if key not in ("endpoint", "__table")}):
            return {**inputs, "plan": unknown(), "on_delete": unknown()}
        cluster = None if is_unknown(known.get("endpoint")) else cluster_at(Where.of(known))
        live = _EMPTY if cluster is None else cluster.database()
        definition = self.define(known, live)
        lines = plan.lines(self._plan(definition, known, cluster, live, creating=not olds))
        drop = plan.lines(self._drop(definition))
        return {**_kept(inputs), **self.echo(definition, known), "plan": lines, "on_delete": drop}

    @one_line
    def diff(self, id: str, olds: Props, news: Props) -> DiffResult:
        """Changes are any input that differs, work left undone, or a plan that check of this process made."""
        keys = (olds.keys() | news.keys()) - _COMPUTED - set(_PROGRESS)
        changed = any(olds.get(key) != news.get(key) for key in keys)
        return DiffResult(changes=changed or bool(olds.get("pending")) or self._planned(news))

    def _planned(self, news: Props) -> bool:
        """Whether there is something to do. At the end of a refresh the plan in `news` is a stored one, whose
        work is done; then the live object decides."""
        lines = news.get("plan")
        if not lines or is_unknown(lines) or is_unknown(news.get("endpoint")):
            return bool(lines)
        cluster = cluster_at(Where.of(news))
        live = cluster.database()
        definition = self.define(news, live)
        return bool(self._plan(definition, news, cluster, live, creating=False).steps)

    @one_line
    def create(self, props: Props) -> CreateResult:
        """Make the object, or adopt it."""
        return CreateResult(self._identifier(props), self._bring_about(props, creating=True))

    @one_line
    def update(self, id: str, olds: Props, news: Props) -> UpdateResult:
        """Run what the plan says; with nothing to do, only the outputs are rewritten."""
        return UpdateResult(self._bring_about(news, creating=False))

    def _bring_about(self, props: Props, *, creating: bool) -> Props:
        cluster = cluster_at(Where.of(props))
        live = cluster.read_again(*self.tables(props))
        definition = self.define(props, live)
        todo = self._plan(definition, props, cluster, live, creating=creating)
        lines = plan.lines(todo)
        if lines != list(props.get("plan") or []):
            raise Failed(
                f"DSQL402: {self.kind} {definition.name} is not what it was when its plan was made: the plan "
                f"would now be {lines or 'empty'}; look at `pulumi preview --diff` and run again"
            )
        cluster.kept.add((self.kind, definition.name))
        outcome = apply.Outcome()
        if todo.steps:
            with cluster.session() as session:
                outcome = apply.run(todo, session, lane=cluster.lane)
            cluster.read_again(*self.tables(props))
        if outcome.error and not outcome.done:
            raise Failed(outcome.error)
        left = plan.lines(Plan(steps=outcome.pending))
        return {**_inputs(props), "pending": left, "last_error": outcome.error or ""}

    @one_line
    def read(self, id: str, props: Props) -> ReadResult:
        """What is live, in the shape of the inputs; blank where the object is gone."""
        cluster = cluster_at(Where.of(props))
        live = cluster.database()
        definition = self.define(props, live)
        changes = self._changes(definition, cluster)
        if any(change.live is None and self._is_self(change.kind) for change in changes):
            return ReadResult("", {})
        found = self.as_live(definition, changes)
        computed: Props = {"plan": [], "on_delete": props.get("on_delete")}
        inputs = {**_kept(props), **self.echo(found, props), **computed}
        progress = {key: props[key] for key in _PROGRESS if key in props}
        return ReadResult(id, {**inputs, **progress}, inputs)

    @one_line
    def delete(self, id: str, props: Props) -> None:
        """Drop the object, unless this process has just made, changed or adopted it for another resource."""
        cluster = cluster_at(Where.of(props))
        live = cluster.read_again(*self.tables(props))
        definition = self.define(props, live)
        if (self.kind, definition.name) in cluster.kept:
            return
        todo = self._drop(definition)
        if not todo.steps:
            return
        with cluster.session() as session:
            self.before_delete(definition, props, retrying(session), live)
            outcome = apply.run(todo, session, lane=cluster.lane)
        cluster.read_again(*self.tables(props))
        if outcome.error:
            raise Failed(outcome.error)

    def _plan(
        self,
        definition: Definition,
        props: Mapping[str, Any],
        cluster: LiveCluster | None,
        live: Database,
        *,
        creating: bool,
    ) -> Plan:
        """The plan from what is there to what is wanted. Raises Refused."""
        if refusals := validate.database(definition.wanted, rules()):
            raise Refused(*refusals)
        changes = self._changes(definition, cluster)
        there = creating and not any(change.live is None and self._is_self(change.kind) for change in changes)
        if there and changes and not flag(props, "adopt"):
            parts = ", ".join(sorted({f"{change.kind} {_label(change)}" for change in changes}))
            raise Refused(
                Refusal(
                    code="DSQL403",
                    message=f"{self.kind} {definition.name} is there already and differs in {parts}",
                    way_out="set adopt=True to change it to what is declared, or give another name=",
                    property="name",
                )
            )
        made = plan.make(changes, live, Policy(allow=frozenset(texts(props, "allow"))))
        if made.refusals:
            raise Refused(*made.refusals)
        return made

    def _changes(self, definition: Definition, cluster: LiveCluster | None) -> Changes:
        live, wanted, renames = definition.live, definition.wanted, definition.renames
        answers: diff.Answers = frozenset()
        asked = diff.questions(live, wanted, renames=renames)
        if cluster is not None and asked:
            with cluster.session() as session:
                answers = catalog.ask(retrying(session), asked)
        return diff.compare(live, wanted, answers=answers, renames=renames)

    def _drop(self, definition: Definition) -> Plan:
        """The plan that a delete runs."""
        gone = self.without(definition)
        changes = diff.compare(definition.wanted, gone)
        return plan.make(changes, definition.wanted, Policy(allow=frozenset({"all"})))

    @abstractmethod
    def tables(self, props: Mapping[str, Any]) -> tuple[ObjectName, ...]:
        """The tables that must be read afresh to see this object; none means the whole catalog."""

    @abstractmethod
    def without(self, definition: Definition) -> Database:
        """The wanted part without the object itself."""

    def _is_self(self, kind: str) -> bool:
        return kind == self.kind

    def _identifier(self, props: Props) -> str:
        return str(self.define(props, _EMPTY).name)


_EMPTY = Database()


def _kept(props: Mapping[str, Any]) -> Props:
    """The inputs that are not about the object itself, where they are set."""
    return {key: props[key] for key in _BESIDE if props.get(key)}


def _inputs(props: Mapping[str, Any]) -> Props:
    return {key: value for key, value in props.items() if key not in (*_PROGRESS, "__provider")}


def _label(change: diff.Change) -> str:
    thing = change.wanted or change.live
    return str(thing.name) if thing is not None else ""


def _property(refusal: Refusal, inputs: Props) -> str:
    """The property as the program names it; what an index calls keys is `columns` there."""
    if refusal.property in inputs:
        return str(refusal.property)
    return {"keys": "columns", "check": "checks", "type": "columns"}.get(refusal.property or "", "name")
