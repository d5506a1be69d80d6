"""CREATE, ALTER, RENAME, COMMENT and DROP of roles, and which role a statement names."""

from collections.abc import Iterable

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import roles
from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Membership, ObjectName, Role

_ATTRIBUTES = {
    "superuser": "SUPERUSER",
    "createdb": "CREATEDB",
    "createrole": "CREATEROLE",
    "isreplication": "REPLICATION",
    "bypassrls": "BYPASSRLS",
}


def create(statement: Statement, draft: Draft) -> None:
    """CREATE ROLE, CREATE USER, CREATE GROUP, with the memberships that it lists."""
    node = statement.node.create_role_stmt
    name = own(statement, node.role)
    draft.access.tells.add("roles")
    if name in draft.access.roles:
        message = f"the role {name} is created twice"
        draft.refuse(statement.refusal("DSQL003", message, "keep one of them", subject(name), "name"))
        return
    draft.access.roles[name] = Role(name=name, login=node.stmt_type == nodes.ROLESTMT_USER)
    draft.locations[subject(name)] = statement.location()
    _take(statement, name, node.options, draft)


def alter(statement: Statement, draft: Draft) -> None:
    """ALTER ROLE with options, ALTER GROUP … ADD USER, DROP USER."""
    node = statement.node.alter_role_stmt
    name = draft.role(own(statement, named(statement, node.role))).name
    if node.action > 0:
        _take(statement, name, node.options, draft)
        return
    for member in _listed(statement, node.options[0].def_elem, draft):  # DROP USER
        draft.access.memberships.pop((name, member), None)


def refuse_settings(statement: Statement, _: Draft) -> None:
    """ALTER ROLE … SET is always refused."""
    message = "DSQL has not got settings of roles"
    raise Refused(statement.refusal("DSQL050", message, "let the program set them when it connects"))


def rename(statement: Statement, draft: Draft) -> None:
    """ALTER ROLE … RENAME TO; memberships and mappings follow."""
    node = statement.node.rename_stmt
    old, new = own(statement, node.subname), own(statement, node.newname)
    access = draft.access
    role = draft.role(old)
    if new in access.roles:
        message = f"there are two roles {new}"
        raise Refused(statement.refusal("DSQL003", message, "choose another name", subject(new), "name"))

    def followed(name: str) -> str:
        return new if name == old else name

    access.roles = {
        followed(each.name): role.model_copy(update={"name": new}) if each is role else each
        for each in access.roles.values()
    }
    access.memberships = {
        (followed(one.role), followed(one.member)): one.model_copy(
            update={"role": followed(one.role), "member": followed(one.member)}
        )
        for one in access.memberships.values()
    }
    access.iam_mappings = {
        (followed(one.role), one.arn): one.model_copy(update={"role": followed(one.role)})
        for one in access.iam_mappings.values()
    }
    access.privileges = {
        target: {key._replace(grantee=followed(key.grantee)): state for key, state in held.items()}
        for target, held in access.privileges.items()
    }
    access.owners = {target: followed(role) for target, role in access.owners.items()}
    access.defaults = {
        key._replace(role=followed(key.role), grantee=followed(key.grantee)): state
        for key, state in access.defaults.items()
    }
    draft.locations[subject(new)] = draft.locations.pop(subject(old))


def comment(statement: Statement, parts: list[str], text: str | None, draft: Draft) -> None:
    """COMMENT ON ROLE."""
    (name,) = parts
    draft.access.roles[name] = draft.role(own(statement, name)).model_copy(update={"comment": text})


def drop(statement: Statement, draft: Draft) -> None:
    """DROP ROLE: one that is mapped to IAM cannot go; its memberships go with it."""
    node = statement.node.drop_role_stmt
    access = draft.access
    for spec in node.roles:
        name = own(statement, named(statement, spec.role_spec))
        if name not in access.roles and node.missing_ok:
            continue
        draft.role(name)
        if mapped := next((one.arn for one in access.iam_mappings.values() if one.role == name), None):
            message = f"the role {name} cannot go: it is mapped to {mapped}"
            raise Refused(statement.refusal("DSQL065", message, "write AWS IAM REVOKE first", subject(name)))
        if granted := access.granted_to(name):
            message = f"the role {name} cannot go: it has {granted}"
            raise Refused(statement.refusal("DSQL065", message, "revoke that first", subject(name)))
        if owned := next((target for target, role in access.owners.items() if role == name), None):
            message = f"the role {name} cannot go: it owns {owned}"
            raise Refused(statement.refusal("DSQL065", message, "give it another owner", subject(name)))
        del access.roles[name]
        draft.locations[subject(name)] = statement.location()
        for key in [key for key in access.memberships if name in key]:
            del access.memberships[key]


def named(statement: Statement, spec: nodes.RoleSpec, *, public: bool = False) -> str:
    """The role that is named; `roles.PUBLIC` for PUBLIC, where that may stand."""
    if spec.roletype == nodes.ROLESPEC_CSTRING:
        return str(spec.rolename)
    if spec.roletype == nodes.ROLESPEC_PUBLIC and public:
        return roles.PUBLIC
    if spec.roletype == nodes.ROLESPEC_PUBLIC:
        message, way_out = "PUBLIC is no role", "name one"
    else:
        message, way_out = "the role is whoever runs the statement", "write its name"
    raise Refused(statement.refusal("DSQL071", message, way_out, offset=spec.location))


def own(statement: Statement, name: str) -> str:
    """The name of a role that is no role of the service."""
    if roles.is_of_the_service(name):
        message = f"the role {name} is the service's own"
        raise Refused(statement.refusal("DSQL070", message, "choose another name, or leave it out"))
    return name


def noted(statement: Statement, names: Iterable[str], draft: Draft) -> None:
    """Roles that the statement names: where it stands is their place, unless something declares them."""
    for name in names:
        draft.locations.setdefault(subject(name), statement.location())


def subject(name: str) -> ObjectName:
    """What a refusal or a place of a role is found by."""
    return ObjectName("", name)


def join(draft: Draft, role: str, member: str, *, admin: bool = False) -> None:
    """Make one role a member of another, or give it the right to grant that on."""
    draft.access.tells.add("memberships")
    before = draft.access.memberships.get((role, member)) or Membership(role=role, member=member)
    draft.access.memberships[role, member] = before.model_copy(update={"admin": admin or before.admin})


def _take(statement: Statement, name: str, options: Iterable[nodes.Node], draft: Draft) -> None:
    """Do what the options say."""
    for option in (each.def_elem for each in options):
        given = option.arg.boolean.boolval
        if option.defname == "canlogin":
            draft.access.roles[name] = draft.access.roles[name].model_copy(update={"login": given})
        elif option.defname == "addroleto":
            for role in _listed(statement, option, draft):
                join(draft, role, name)
        elif option.defname in ("rolemembers", "adminmembers"):
            for member in _listed(statement, option, draft):
                join(draft, name, member, admin=option.defname == "adminmembers")
        elif (refused := _refused(option)) is not None:
            what, way_out = refused
            message = f"the role {name}: DSQL has not got {what}"
            draft.refuse(
                statement.refusal("DSQL050", message, way_out, subject(name), offset=option.location)
            )


def _listed(statement: Statement, option: nodes.DefElem, draft: Draft) -> list[str]:
    found = [own(statement, named(statement, each.role_spec)) for each in option.arg.list.items]
    noted(statement, found, draft)
    return found


def _refused(option: nodes.DefElem) -> tuple[str, str] | None:
    """What DSQL has not got of an option, and the way out; None for what says only that it is not there."""
    what = _ATTRIBUTES.get(option.defname)
    if what is not None:
        return (f"{what} of roles", "leave it out") if option.arg.boolean.boolval else None
    match option.defname:
        case "password":
            way_out = "leave it out: AWS IAM GRANT says who may connect as the role"
            return ("passwords", way_out) if option.HasField("arg") else None
        case "inherit":
            way_out = "write GRANT … WITH INHERIT FALSE where it becomes a member"
            return None if option.arg.boolean.boolval else ("NOINHERIT of roles", way_out)
        case "connectionlimit":
            return None if option.arg.integer.ival == -1 else ("CONNECTION LIMIT of roles", "leave it out")
        case "validUntil":
            return "VALID UNTIL of roles", "leave it out"
    return None
