"""Generated roles, and what they may do in a generated database."""

from collections.abc import Mapping

from hypothesis import strategies as st

from pulumi_dsql_provider.dialect import privileges, targets
from pulumi_dsql_provider.dialect.roles import ADMIN, PUBLIC
from pulumi_dsql_provider.model import (
    Access,
    Database,
    DefaultPrivilege,
    Grant,
    IamMapping,
    Membership,
    ObjectName,
    Owner,
    Role,
)
from pulumi_dsql_provider.model.default_privilege import DefaultKind

# Whether one can log in never changes. Each is a member of none but those before it.
ROLES = (Role(name="readers"), Role(name="App Role", login=True), Role(name="jobs", login=True))


@st.composite
def access(draw: st.DrawFn, database: Database, comments: st.SearchStrategy[str | None]) -> Access:
    """Nothing is said, or it is said of up to three roles what they are, and perhaps what they may do."""
    if draw(st.booleans()):
        return Access()
    held = draw(st.lists(st.sampled_from(ROLES), unique=True))
    names = [role.name for role in ROLES if role in held]
    pairs = [(role, member) for place, member in enumerate(names) for role in names[:place]]
    able = [role.name for role in held if role.login]
    return Access(
        roles=tuple(role.model_copy(update={"comment": draw(comments)}) for role in held),
        memberships=tuple(
            Membership(
                role=role,
                member=member,
                admin=draw(st.booleans()),
                inherit=draw(st.booleans()),
                set=draw(st.booleans()),
            )
            for role, member in pairs
            if draw(st.booleans())
        ),
        iam_mappings=tuple(
            IamMapping(role=role, arn=f"arn:aws:iam::123456789012:role/{number}")
            for role in able
            for number in draw(st.sets(st.integers(1, 2)))
        ),
        grants=(grants := draw(st.none() | _grants(database, names))),
        owners=draw(st.none() | _owners(database, grants or (), names)),
        default_privileges=draw(st.none() | _default_privileges(names)),
    )


@st.composite
def _default_privileges(draw: st.DrawFn, roles: list[str]) -> tuple[DefaultPrivilege, ...]:
    """A few, of admin's objects and of others'."""
    found = {}
    for _ in range(draw(st.integers(0, 3))):
        kind: DefaultKind = draw(st.sampled_from(("table", "sequence", "domain", "function")))
        grantee = draw(st.sampled_from((PUBLIC, *roles)))
        made = DefaultPrivilege(
            role=draw(st.sampled_from((ADMIN, *roles))),
            schema_name=draw(st.sampled_from((None, "public"))),
            kind=kind,
            grantee=grantee,
            privilege=draw(st.sampled_from(privileges.OF_KIND[kind])),
            grantable=grantee != PUBLIC and draw(st.booleans()),
        )
        withheld = privileges.is_implied(made.name)
        found[made.name] = made.model_copy(update={"withheld": withheld})
    return tuple(found.values())


@st.composite
def _owners(
    draw: st.DrawFn, database: Database, grants: tuple[Grant, ...], roles: list[str]
) -> tuple[Owner, ...]:
    """Some of what roles may be given: schemas, and what is in those where they may create."""
    able = [(grant.target.name.schema, grant.grantee) for grant in grants if grant.privilege == "CREATE"]
    return tuple(
        Owner(target=target, role=role)
        for target in targets.of_database(database)
        if (role := draw(st.sampled_from((ADMIN, *roles)))) == ADMIN
        or (target.name.schema, role) in able
        or (target.kind == "schema" and target.name.schema != "public")
        if draw(st.booleans())
    )


@st.composite
def _grants(draw: st.DrawFn, database: Database, roles: list[str]) -> tuple[Grant, ...]:
    """A few privileges on anything there is, and some of what PUBLIC has without."""
    objects = [target for target in targets.of_database(database) if privileges.OF_KIND[target.kind]]
    implied = [grant for target in objects for grant in privileges.implied(target)]
    found = {grant.name: grant for grant in implied if draw(st.integers(0, 3))}
    for _ in range(draw(st.integers(0, 6))):
        target = draw(st.sampled_from(objects))
        grantee = draw(st.sampled_from((PUBLIC, *roles)))
        table = database.table(target.name) if target.kind == "table" else None
        columns = (None,) if table is None else (None, *(column.name for column in table.columns))
        column = draw(st.sampled_from(columns))
        known = privileges.OF_KIND[target.kind] if column is None else privileges.OF_COLUMNS
        for privilege in draw(st.sets(st.sampled_from(known), min_size=1)):
            grant = Grant(
                target=target,
                column=column,
                grantee=grantee,
                privilege=privilege,
                grantable=grantee != PUBLIC and draw(st.booleans()),
            )
            found[grant.name] = grant
    return tuple(found.values())


def before(wanted: Database, columns: Mapping[ObjectName, set[str]]) -> Access:
    """Who may do what before these columns, and all sequences and views, are made."""
    to_come = {each.name for each in wanted.sequences} | {each.name for each in wanted.views}
    access = wanted.access
    grants = access.grants and tuple(
        grant
        for grant in access.grants
        if grant.target.name not in to_come and grant.column not in columns.get(grant.target.name, ())
    )
    owners = access.owners and tuple(each for each in access.owners if each.target.name not in to_come)
    return access.model_copy(update={"grants": grants, "owners": owners})
