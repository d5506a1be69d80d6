"""What schemas, tables and indexes have in common: check, diff, create, update, read and delete."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Generic

from pulumi.dynamic import (
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
from pulumi_dsql_provider.catalog.session import DatabaseError, Session
from pulumi_dsql_provider.dialect import validate
from pulumi_dsql_provider.dialect.capabilities import rules
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.diff import Changes
from pulumi_dsql_provider.dynamic import claimed, differences, partly_known, stack_settings
from pulumi_dsql_provider.dynamic.ahead import Ahead
from pulumi_dsql_provider.dynamic.definition import FORMER, Definition, Thing, holding, name_of
from pulumi_dsql_provider.dynamic.elsewhere import is_elsewhere, refuse_to_leave
from pulumi_dsql_provider.dynamic.errors import (
    Failed,
    check_failure,
    describe,
    one_line,
    quiet_tracebacks,
    wants_tracebacks,
)
from pulumi_dsql_provider.dynamic.inputs import Props, flag, is_unknown, texts, unknown
from pulumi_dsql_provider.dynamic.live import LiveCluster, Where, ahead_at, cluster_at
from pulumi_dsql_provider.dynamic.workers import make_room
from pulumi_dsql_provider.model import Database, ObjectName
from pulumi_dsql_provider.plan import Plan, Policy

# What the program hands over for planning alone: the table of an index, which cluster of the program it is.
_HANDED_OVER = frozenset({"__table", claimed.CLUSTER})
# Never compared: they follow from the other inputs and from what is live.
_COMPUTED = frozenset({"plan", "on_delete", "__provider"}) | _HANDED_OVER
# How it is reached and what may be done, not what it is.
_BESIDE = (
    *("endpoint", "user", "profile", "region"),
    *("allow", "adopt", "force_destroy", "renamed_from", "__table", claimed.CLUSTER),
)
# Only in outputs: what the last run left undone.
_PROGRESS = ("pending", "last_error")


class ObjectProvider(ResourceProvider, Generic[Thing]):
    """The life of one object in a schema. Subclasses say what the object is; the instance keeps nothing."""

    serialize_as_secret_always = False
    kind: str

    @abstractmethod
    def declared(self, props: Mapping[str, Any]) -> Thing:
        """The object that these inputs declare. Raises Refused for wrong inputs."""

    @abstractmethod
    def define(self, props: Mapping[str, Any], live: Database, ahead: Ahead) -> Definition[Thing]:
        """The declared object beside what is there, on what it hangs on as that is going to be.

        Raises Refused for wrong inputs.
        """

    def note(self, definition: Definition[Thing], ahead: Ahead) -> None:
        """Leave a note for the checks of what hangs on the object."""

    def declares(self, props: Mapping[str, Any]) -> ObjectName | None:
        """The name that others may count on: a table's or, as `(schema, "")`, a schema's, if it is known."""
        return None

    @abstractmethod
    def echo(self, thing: Thing, props: Mapping[str, Any]) -> Props:
        """The object as canonical inputs; `props` are those it was declared with."""

    @abstractmethod
    def as_live(self, definition: Definition[Thing], changes: Changes) -> Thing:
        """The object with everything that differs as it is live, and what does not as it was written."""

    @abstractmethod
    def tables(self, props: Mapping[str, Any]) -> tuple[ObjectName, ...]:
        """The tables that must be read afresh to see this object; none means the whole catalog."""

    def planned_from(self, props: Props) -> Props:
        """The properties that must be known for a plan. The endpoint is not: a new cluster is empty."""
        return {key: value for key, value in props.items() if key != "endpoint"}

    def with_what_follows(self, inputs: Props) -> Props:
        """The inputs, partly unknown, with the unknown in what follows from other parts of them."""
        return inputs

    def before_delete(
        self, definition: Definition[Thing], props: Mapping[str, Any], session: Session, live: Database
    ) -> None:
        """Raise Failed where deleting the object would lose something or cannot work."""

    def configure(self, req: ConfigureRequest) -> None:
        """Once per plugin process."""
        quiet_tracebacks()
        make_room()
        stack_settings.take(req.config)

    @one_line
    def check(self, olds: Props, news: Props) -> CheckResult:
        """Canonical inputs with the plan, or every refusal on the property that caused it."""
        inputs = {key: value for key, value in news.items() if key not in _COMPUTED - _HANDED_OVER}
        try:
            return CheckResult(self._checked(olds, inputs), [])
        except Refused as refused:
            failures = [check_failure(_property(each), str(each)) for each in refused.refusals]
            return CheckResult(inputs, failures)
        except Exception as error:
            if wants_tracebacks():
                raise
            return CheckResult(inputs, [check_failure("endpoint", describe(error))])

    def _checked(self, olds: Props, inputs: Props) -> Props:
        known = {key: value for key, value in inputs.items() if value is not None}
        there = claimed.endpoint(known) or olds.get("endpoint")
        if is_unknown(known.get("endpoint")) and there:
            # A change of the cluster itself (a tag, say) makes its endpoint unknown in a preview; it stays.
            known["endpoint"] = there
        refuse_to_leave(self.kind, olds, known)
        self._declare(known)
        if is_unknown(self.planned_from(known)):
            partly = partly_known.canonical(known, self._canonical)
            return {**self.with_what_follows(partly), "plan": unknown(), "on_delete": unknown()}
        ahead = Ahead() if is_unknown(known.get("endpoint")) else ahead_at(Where.of(known))
        cluster, live = self._seen(olds, known, ahead)
        props = _with_former_name(olds, known)
        flag(props, "force_destroy")  # nothing but a delete looks at it, and that would be late
        definition = self.define(props, live, ahead)
        self.note(definition, ahead)
        creating = not olds or is_elsewhere(olds, known)
        todo = self._plan(definition, props, cluster, live, creating=creating)
        lines = self._lines(definition, todo, creating=creating)
        drop = plan.lines(_drop(definition.wanted, definition.parents))
        return {**self._canonical(known), "plan": lines, "on_delete": drop}

    def _declare(self, known: Props) -> None:
        """Let the checks that follow count on a schema or table by its name, whatever else of it is known."""
        where, name = known.get("endpoint"), self.declares(known)
        if where and isinstance(where, str) and name is not None:
            ahead_at(Where.of({"endpoint": where})).declare(name)

    def _seen(self, olds: Props, known: Props, ahead: Ahead) -> tuple[LiveCluster | None, Database]:
        """The cluster, if it can be asked, and what is there as far as that can be known."""
        if stack_settings.offline():
            return None, holding(ahead.found(), self.declared(olds)) if olds else _EMPTY
        if is_unknown(known.get("endpoint")):
            return None, _EMPTY
        cluster = cluster_at(Where.of(known))
        try:
            return cluster, cluster.database()
        except (DatabaseError, Refused) as error:
            _went_with_its_cluster(cluster, error)
            raise Refused(_gone(known["endpoint"])) from None

    @one_line
    def diff(self, id: str, olds: Props, news: Props) -> DiffResult:
        """Changes are any input that differs, work left undone, or a plan that check of this process made."""
        keys = (olds.keys() | news.keys()) - _COMPUTED - set(_PROGRESS)
        changed = any(olds.get(key) != news.get(key) for key in keys)
        return DiffResult(changes=changed or bool(olds.get("pending")) or self._planned(olds, news))

    def _planned(self, olds: Props, news: Props) -> bool:
        """Whether there is something to do. At the end of a refresh the plan in `news` is a stored one, whose
        work is done; then the live object decides."""
        lines = news.get("plan")
        if not lines or is_unknown(lines) or is_unknown(news.get("endpoint")) or stack_settings.offline():
            return bool(lines)
        cluster = cluster_at(Where.of(news))
        live = cluster.database()
        props = _with_former_name(olds, news)
        definition = self.define(props, live, cluster.ahead)
        return bool(self._plan(definition, props, cluster, live, creating=False).steps)

    @one_line
    def create(self, props: Props) -> CreateResult:
        """Make the object, or adopt it."""
        identifier = str(name_of(self.declared(props)))
        return CreateResult(identifier, self._bring_about({}, props))

    @one_line
    def update(self, id: str, olds: Props, news: Props) -> UpdateResult:
        """Run what the plan says; with nothing to do, only the outputs are rewritten."""
        return UpdateResult(self._bring_about(olds, news))

    def _bring_about(self, olds: Props, news: Props) -> Props:
        props = _with_former_name(olds, news)
        cluster = cluster_at(Where.of(props))
        live = cluster.read_again(*self.tables(props))
        definition = self.define(props, live, cluster.ahead)
        creating = not olds or is_elsewhere(olds, news)
        todo = self._plan(definition, props, cluster, live, creating=creating)
        lines = self._lines(definition, todo, creating=creating)
        if lines != (planned := list(props.get("plan") or [])):
            raise Failed(
                f"DSQL402: {self.kind} {definition.name} is not what it was when its plan was made: "
                f"{differences.of_plans(planned, lines)}; look at `pulumi preview --diff` and run again"
            )
        cluster.kept.add((self.kind, definition.name))
        outcome = self._run(todo, cluster, props)
        if outcome.error and not outcome.done:
            raise Failed(outcome.error)
        if not outcome.error:
            # A job that an earlier run has left behind is in no plan: it may end at any moment.
            with cluster.session() as session:
                outcome = apply.settle(definition.wanted, live, session)
        left = plan.lines(Plan(steps=outcome.pending))
        return {**_inputs(news), "pending": left, "last_error": outcome.error or ""}

    @one_line
    def read(self, id: str, props: Props) -> ReadResult:
        """What is live, in the shape of the inputs; blank where the object is gone."""
        cluster = cluster_at(Where.of(props))
        try:
            definition = self.define(_by_its_own_name(props), cluster.database(), Ahead())
            changes = self._changes(definition, cluster)
        except (DatabaseError, Refused) as error:
            _went_with_its_cluster(cluster, error)
            return ReadResult("", {})
        if definition.found is None:
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
        try:
            live = cluster.read_again(*self.tables(props))
        except (DatabaseError, Refused) as error:
            _went_with_its_cluster(cluster, error)
            return
        definition = self.define(_by_its_own_name(props), live, Ahead())
        if (self.kind, definition.name) in cluster.kept:
            return
        todo = _drop(definition.live, definition.parents)  # it may not have got its name yet
        if not todo.steps:
            return
        with cluster.session() as session:
            self.before_delete(definition, props, retrying(session), live)
        outcome = self._run(todo, cluster, props)
        if outcome.error:
            raise Failed(outcome.error)

    def _lines(self, definition: Definition[Thing], todo: Plan, *, creating: bool) -> list[str]:
        """The input `plan`: what runs, and that it is on something that is there where nobody expected it."""
        adopted = creating and definition.found is not None
        note = [f"-- adopts {self.kind} {definition.name}, which is there already"] if adopted else []
        return note + plan.lines(todo)

    def _run(self, todo: Plan, cluster: LiveCluster, props: Mapping[str, Any]) -> apply.Outcome:
        if not todo.steps:
            return apply.Outcome()
        with cluster.session() as session:
            outcome = apply.run(todo, session, lane=cluster.lane)
        cluster.has_changed(*self.tables(props))
        return outcome

    def _canonical(self, props: Props) -> Props:
        return {**_kept(props), **self.echo(self.declared(props), props)}

    def _plan(
        self,
        definition: Definition[Thing],
        props: Mapping[str, Any],
        cluster: LiveCluster | None,
        live: Database,
        *,
        creating: bool,
    ) -> Plan:
        """The plan from what is there to what is wanted. Raises Refused."""
        if refusals := definition.refusals or validate.database(definition.wanted, rules()):
            raise Refused(*refusals)
        changes = self._changes(definition, cluster)
        adopts = flag(props, "adopt")
        allowed = frozenset(texts(props, "allow")) | stack_settings.allowed()
        coming = cluster.ahead.declared() if cluster is not None else ()
        made = plan.make(changes, live, Policy(allow=allowed), coming=coming)
        somebodys = definition.found is not None and (creating or definition.former_stands)
        if somebodys and changes and not adopts and not plan.finishes(made, self._from_nothing(definition)):
            parts = differences.of_changes(changes, self.kind)
            raise Refused(
                Refusal(
                    code="DSQL403",
                    message=f"{self.kind} {definition.name} is there already and differs in {parts}",
                    way_out="set adopt=True to change it to what is declared, or give another name=",
                    property="name",
                )
            )
        if made.refusals:
            raise Refused(*made.refusals)
        if cluster is not None and (new := diff.fresh(changes, definition.wanted)):
            with cluster.session() as session:
                catalog.type_check(retrying(session), new)
        return made

    def _from_nothing(self, definition: Definition[Thing]) -> Plan:
        """What a create runs where the object is not there: one that was stopped has run a part of it."""
        return plan.make(diff.compare(definition.parents, definition.wanted), definition.parents)

    def _changes(self, definition: Definition[Thing], cluster: LiveCluster | None) -> Changes:
        live, wanted, renames = definition.live, definition.wanted, definition.renames

        def ask(questions: tuple[diff.AnyQuestion, ...]) -> diff.Answers:
            if cluster is None:
                return frozenset()
            with cluster.session() as session:
                return catalog.ask(retrying(session), questions)

        return diff.compare_asking(live, wanted, ask, renames=renames)


def _drop(there: Database, parents: Database) -> Plan:
    """The plan that a delete runs: from the object on what it hangs on to that alone."""
    return plan.make(diff.compare(there, parents), there, Policy(allow=frozenset({"all"})))


_EMPTY = Database()


# Who is denied, or has no credentials, or stays offline, knows nothing of the cluster.
_NOT_TOLD = frozenset({"DSQL302", "DSQL303", "DSQL411"})


def _went_with_its_cluster(cluster: LiveCluster, error: DatabaseError | Refused) -> None:
    """Return where the service says that there is no such cluster any more; else raise the error."""
    codes = {refusal.code for refusal in error.refusals} if isinstance(error, Refused) else set()
    if codes & _NOT_TOLD or not cluster.is_gone():
        raise error


def _gone(endpoint: str) -> Refusal:
    return Refusal(
        code="DSQL422",
        message=f"the service has no cluster {endpoint.partition('.')[0]}",
        way_out="correct the endpoint or, where the cluster was deleted, run `pulumi refresh`",
        property="endpoint",
    )


def _with_former_name(olds: Mapping[str, Any], news: Props) -> Props:
    """The properties, telling the name that the state has for the object where that is another one."""
    former = {"schema": olds.get("schema", ""), "name": olds.get("name")}
    if (
        not olds
        or is_elsewhere(olds, news)
        or former == {"schema": news.get("schema", ""), "name": news.get("name")}
    ):
        return news
    return {**news, FORMER: former}


def _by_its_own_name(props: Props) -> Props:
    """The properties of an object that is there: once it is made, its old name may be another's."""
    return {key: value for key, value in props.items() if key != "renamed_from"}


def _kept(props: Mapping[str, Any]) -> Props:
    """The inputs that are not about the object itself, where they are set."""
    return {key: props[key] for key in _BESIDE if props.get(key)}


def _inputs(props: Mapping[str, Any]) -> Props:
    return {key: value for key, value in props.items() if key not in (*_PROGRESS, "__provider")}


def _property(refusal: Refusal) -> str:
    """The property as the program names it; what an index calls keys is `columns` there."""
    if refusal.property is None:
        # AWS: where the cluster is, and who may enter it.
        return "endpoint" if refusal.code.startswith("DSQL3") else "name"
    named = {"keys": "columns", "check": "checks", "type": "columns"}
    return named.get(refusal.property, refusal.property)
