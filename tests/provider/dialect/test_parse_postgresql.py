"""The same definitions, read by `parse` and run by a real PostgreSQL 16, leave the same behind."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pulumi_dsql_provider.dialect import bodies, expressions, privileges, targets
from pulumi_dsql_provider.dialect.domains import Bases, bases
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.dialect.queries import Relations
from pulumi_dsql_provider.dialect.render import (
    column,
    constraint,
    domain,
    function,
    index,
    membership,
    owner,
    privilege,
    role,
    schema,
    sequence,
    statistics,
    table,
    view,
)
from pulumi_dsql_provider.model import Database, Domain, Function, Index, Statistics, Table, View

Connection = psycopg.Connection[tuple[Any, ...]]

_DEFINITIONS = Path(__file__).parents[2] / "cases" / "definitions.sql"
# What the catalog holds, as statements: PostgreSQL's own spelling of every part.
_AS_SQL = """
WITH parts AS (
    SELECT 1 AS place, format('COMMENT ON SCHEMA %I IS %L', nspname, obj_description(oid, 'pg_namespace')) AS sql
    FROM pg_namespace WHERE nspname = 'shop'
    UNION ALL
    SELECT 2, format('CREATE TABLE %s (%s)', t.oid::regclass, (
        SELECT string_agg(concat_ws(' ',
            quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
            CASE WHEN a.attstorage <> y.typstorage THEN 'STORAGE ' || (
                SELECT w FROM (VALUES ('p', 'plain'), ('e', 'external'), ('x', 'extended'), ('m', 'main')) s (c, w)
                WHERE c = a.attstorage::text) END,
            CASE WHEN a.attgenerated = 's' THEN format('GENERATED ALWAYS AS (%s) STORED', pg_get_expr(d.adbin, d.adrelid))
                 WHEN d.oid IS NOT NULL THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END,
            CASE WHEN a.attidentity <> '' THEN format(
                'GENERATED %s AS IDENTITY (START %s INCREMENT %s MINVALUE %s MAXVALUE %s CACHE %s %s)',
                CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, q.seqstart, q.seqincrement, q.seqmin,
                q.seqmax, q.seqcache, CASE WHEN q.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END) END,
            CASE WHEN a.attnotnull THEN 'NOT NULL' END), ', ' ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_sequence q ON q.seqrelid = pg_get_serial_sequence(t.oid::regclass::text, a.attname)::regclass
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped))
    FROM pg_class t WHERE relnamespace = 'shop'::regnamespace AND relkind = 'r'
    UNION ALL
    SELECT 3, format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'shop'::regnamespace AND conrelid <> 0
    UNION ALL
    SELECT 4, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indrelid
    WHERE c.relnamespace = 'shop'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    UNION ALL
    SELECT 5, format('CREATE SEQUENCE %s START %s INCREMENT %s MINVALUE %s MAXVALUE %s CACHE %s %s OWNED BY %s',
        s.seqrelid::regclass, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
        CASE WHEN s.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END,
        coalesce(o.refobjid::regclass || '.' || (
            SELECT attname FROM pg_attribute WHERE attrelid = o.refobjid AND attnum = o.refobjsubid), 'NONE'))
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid AND c.relnamespace = 'shop'::regnamespace
    LEFT JOIN pg_depend o ON o.objid = s.seqrelid AND o.classid = 'pg_class'::regclass AND o.deptype IN ('a', 'i')
        AND o.refclassid = 'pg_class'::regclass
    WHERE o.deptype IS DISTINCT FROM 'i'
    UNION ALL
    SELECT 1, format('CREATE DOMAIN %s AS %s DEFAULT %s %s %s', t.oid::regtype, format_type(t.typbasetype, t.typtypmod),
        coalesce(pg_get_expr(t.typdefaultbin, 0), 'NULL'), CASE WHEN t.typnotnull THEN 'NOT NULL' END,
        (SELECT string_agg(format('CONSTRAINT %I %s', conname, pg_get_constraintdef(k.oid)), ' ')
         FROM pg_constraint k WHERE contypid = t.oid))
    FROM pg_type t WHERE typnamespace = 'shop'::regnamespace AND typtype = 'd'
    UNION ALL
    SELECT 5, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxnamespace = 'shop'::regnamespace
    UNION ALL
    SELECT 6, format('ALTER STATISTICS shop.%I SET STATISTICS %s', stxname, stxstattarget)
    FROM pg_statistic_ext WHERE stxnamespace = 'shop'::regnamespace AND stxstattarget >= 0
    UNION ALL
    SELECT 6, format('COMMENT ON STATISTICS shop.%I IS %L', stxname, obj_description(oid, 'pg_statistic_ext'))
    FROM pg_statistic_ext WHERE stxnamespace = 'shop'::regnamespace
    UNION ALL
    SELECT 6, format('COMMENT ON DOMAIN %s IS %L', oid::regtype, obj_description(oid, 'pg_type'))
    FROM pg_type WHERE typnamespace = 'shop'::regnamespace AND typtype = 'd'
    UNION ALL
    SELECT 6, format('COMMENT ON CONSTRAINT %I ON %s IS %L', conname,
        CASE WHEN conrelid = 0 THEN format('DOMAIN %s', contypid::regtype) ELSE conrelid::regclass::text END,
        obj_description(oid, 'pg_constraint'))
    FROM pg_constraint WHERE connamespace = 'shop'::regnamespace
    UNION ALL
    SELECT 6, format('COMMENT ON %s IS %L', CASE WHEN objsubid > 0 THEN format('COLUMN %s.%I', c.oid::regclass, attname)
        WHEN relkind = 'r' THEN format('TABLE %s', c.oid::regclass)
        WHEN relkind = 'v' THEN format('VIEW %s', c.oid::regclass)
        WHEN relkind = 'S' THEN format('SEQUENCE %s', c.oid::regclass) ELSE format('INDEX %s', c.oid::regclass) END, description)
    FROM pg_description JOIN pg_class c ON c.oid = objoid AND classoid = 'pg_class'::regclass
    LEFT JOIN pg_attribute ON attrelid = c.oid AND attnum = objsubid AND objsubid > 0
    WHERE relnamespace = 'shop'::regnamespace
    UNION ALL
    SELECT 5, format('CREATE VIEW %s WITH (%s) AS %s', oid::regclass, coalesce(array_to_string(reloptions, ', '),
        'security_barrier = false'), rtrim(pg_get_viewdef(oid), ';'))
    FROM pg_class WHERE relnamespace = 'shop'::regnamespace AND relkind = 'v'
    UNION ALL
    SELECT 7, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'shop'::regnamespace
    UNION ALL
    SELECT 8, format('COMMENT ON FUNCTION %s IS %L', oid::regprocedure, obj_description(oid, 'pg_proc'))
    FROM pg_proc WHERE pronamespace = 'shop'::regnamespace
    UNION ALL
    SELECT 0, format('CREATE ROLE %I %s', rolname, CASE WHEN rolcanlogin THEN 'LOGIN' END) FROM pg_roles
    WHERE rolname LIKE 'shop%'
    UNION ALL
    SELECT 8, format('COMMENT ON ROLE %I IS %L', rolname, shobj_description(oid, 'pg_authid')) FROM pg_roles
    WHERE rolname LIKE 'shop%'
    UNION ALL
    SELECT 8, format('GRANT %s TO %s WITH ADMIN %s, INHERIT %s, SET %s', roleid::regrole, member::regrole,
        admin_option::text, inherit_option::text, set_option::text) FROM pg_auth_members WHERE roleid::regrole::text LIKE '%shop%'
    UNION ALL
    SELECT 9, format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = 'shop'::regnamespace AND proacl IS NOT NULL
    UNION ALL
    SELECT 9, format('REVOKE ALL ON DOMAIN %s FROM PUBLIC', oid::regtype) FROM pg_type
    WHERE typnamespace = 'shop'::regnamespace AND typacl IS NOT NULL
    UNION ALL
    SELECT 10, format('GRANT %s%s ON %s TO %s %s', a.privilege_type, o.columns, o.name,
        CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
        CASE WHEN a.is_grantable THEN 'WITH GRANT OPTION' END)
    FROM (
        SELECT '' AS columns, 'SCHEMA shop' AS name, nspowner AS owner, nspacl AS acl FROM pg_namespace WHERE nspname = 'shop'
        UNION ALL SELECT '', oid::regclass::text, relowner, relacl FROM pg_class c WHERE relnamespace = 'shop'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND classid = 'pg_class'::regclass AND deptype = 'i')
        UNION ALL SELECT format('(%I)', attname), c.oid::regclass::text, relowner, attacl
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'shop'::regnamespace
        UNION ALL SELECT '', 'FUNCTION ' || oid::regprocedure, proowner, proacl FROM pg_proc
        WHERE pronamespace = 'shop'::regnamespace
        UNION ALL SELECT '', 'DOMAIN ' || oid::regtype, typowner, typacl FROM pg_type
        WHERE typnamespace = 'shop'::regnamespace AND typtype = 'd'
    ) AS o (columns, name, owner, acl), aclexplode(acl) AS a
    WHERE a.grantee <> o.owner
    UNION ALL
    SELECT 11, format('ALTER %s OWNER TO %s', o.name, o.owner)
    FROM (
        SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || oid::regclass, relowner::regrole
        FROM pg_class WHERE relnamespace = 'shop'::regnamespace AND relkind IN ('r', 'S')
        UNION ALL SELECT 'DOMAIN ' || oid::regtype, typowner::regrole FROM pg_type
        WHERE typnamespace = 'shop'::regnamespace AND typtype = 'd'
        UNION ALL SELECT 'FUNCTION ' || oid::regprocedure, proowner::regrole FROM pg_proc
        WHERE pronamespace = 'shop'::regnamespace
        UNION ALL SELECT 'STATISTICS shop.' || quote_ident(stxname), stxowner::regrole FROM pg_statistic_ext
        WHERE stxnamespace = 'shop'::regnamespace
    ) AS o (name, owner) WHERE o.owner::text LIKE 'shop%'
)
SELECT sql FROM parts ORDER BY place, sql
"""  # noqa: E501


@pytest.fixture
def connection(postgres16: Callable[[], Connection]) -> Iterator[Connection]:
    with postgres16() as made:
        yield made
        made.execute("DROP SCHEMA IF EXISTS shop CASCADE")
        for (role,) in made.execute("SELECT oid::regrole::text FROM pg_roles WHERE rolname LIKE 'shop%'"):
            made.execute(f"DROP ROLE {role}".encode())


def test_definitions_leave_behind_what_postgresql_has(connection: Connection) -> None:
    text = _DEFINITIONS.read_text()
    connection.execute(text.encode())
    connection.execute("SET search_path TO ''")
    live = ";\n".join(sql for (sql,) in connection.execute(_AS_SQL))
    read = parse([Source("live", "CREATE SCHEMA shop;\n" + live)]).database
    wanted = parse([Source("definitions.sql", text)]).database
    assert _comparable(read) == _comparable(wanted)


def test_what_is_rendered_reads_back_the_same() -> None:
    wanted = parse([Source("definitions.sql", _DEFINITIONS.read_text())]).database
    statements = [schema.comment(one.name, one.comment) for one in wanted.schemas]
    for each_domain in wanted.domains:
        statements += [domain.create(each_domain), domain.comment(each_domain.name, each_domain.comment)]
        statements += [
            domain.comment_on_check(each_domain.name, check.name, check.comment)
            for check in each_domain.checks
        ]
    for each in wanted.tables:
        statements += [table.create(each), table.comment(each.name, each.comment)]
        statements += [column.comment(each.name, one.name, one.comment) for one in each.columns]
        statements += [constraint.comment(each.name, part.name, part.comment) for part in each.constraints]
    for found in wanted.indexes:
        statements += [index.create(found), index.comment(found.qualified_name, found.comment)]
    for each_sequence in wanted.sequences:
        statements += [
            sequence.create(each_sequence),
            sequence.owned_by(each_sequence.name, each_sequence.owned_by),
            sequence.comment(each_sequence.name, each_sequence.comment),
        ]
    for one in wanted.statistics:
        statements += [statistics.create(one), statistics.set_target(one.name, one.target)]
        statements.append(statistics.comment(one.name, one.comment))
    for made in wanted.functions:
        statements += [function.create(made), function.comment(made, made.comment)]
    for found_view in wanted.views:
        statements += [view.create(found_view), view.comment(found_view.name, found_view.comment)]
        statements += [view.column_comment(found_view.name, *one) for one in found_view.column_comments]
    statements += _of_roles(wanted)
    text = "CREATE SCHEMA shop;" + ";".join(statements)
    assert _comparable(parse([Source("rendered", text)]).database) == _comparable(wanted)


def _of_roles(database: Database) -> Iterator[str]:
    access = database.access
    for one in access.roles or ():
        yield from (role.create(one), role.comment(one.name, one.comment))
    yield from map(membership.grant, access.memberships or ())
    granted = {grant.name for grant in access.grants or ()}
    for target in targets.of_database(database):
        withheld = [grant for grant in privileges.implied(target) if grant.name not in granted]
        yield from (privilege.revoke([grant]) for grant in withheld)
    yield from (privilege.grant([grant]) for grant in access.grants or ())
    yield from (owner.change(each.target, each.role) for each in access.owners or ())


def _comparable(database: Database) -> dict[str, object]:
    """Constraints in no order, expressions as they are compared."""
    found: dict[str, object] = {one.name: one for one in database.schemas}
    found |= {str(each_sequence.name): each_sequence for each_sequence in database.sequences}
    access = database.access
    for kind in ("roles", "memberships", "grants", "owners"):
        found |= {f"{kind} {one.name}": one for one in getattr(access, kind) or ()}
    known = bases(database)
    found |= {str(one.name): _domain(one, known) for one in database.domains}
    found |= {str(made.identity): _function(made) for made in database.functions}
    relations = Relations(database)
    found |= {str(one.name): _view(one, relations) for one in database.views}
    for each in database.tables:
        types = {one.name: known.get(one.type, one.type) for one in each.columns}
        found[str(each.name)] = _table(each, types)
        found |= {
            f"statistics {one.name}": _statistics(one, types)
            for one in database.statistics
            if one.table == each.name
        }
        found |= {str(one.qualified_name): _index(one, types) for one in database.indexes_of(each.name)}
    return found


def _view(view: View, relations: Relations) -> View:
    """With one text of its query, and the names of all its columns."""
    normal = relations.normal(view)
    assert normal is not None
    return view.model_copy(update={"query": normal.text, "columns": normal.names})


def _domain(domain: Domain, known: Bases) -> Domain:
    own = known.get(domain.type, domain.type)
    checks = (
        check.model_copy(update={"expression": expressions.normalise(check.expression, {"value": own})})
        for check in domain.checks
    )
    default = None if domain.default is None else expressions.normalise(domain.default, type=own)
    return domain.model_copy(
        update={"checks": tuple(sorted(checks, key=lambda one: one.name)), "default": default}
    )


def _table(table: Table, types: dict[str, str]) -> Table:
    def normal(text: str | None, type_: str | None) -> str | None:
        return None if text is None else expressions.normalise(text, types, type_)

    columns = (
        column.model_copy(
            update={
                "default": normal(column.default, types[column.name]),
                "generated": normal(column.generated, types[column.name]),
            }
        )
        for column in table.columns
    )
    checks = (
        check.model_copy(update={"expression": normal(check.expression, None)}) for check in table.checks
    )
    return table.model_copy(
        update={
            "columns": tuple(columns),
            "checks": tuple(sorted(checks, key=lambda one: one.name)),
            "uniques": tuple(sorted(table.uniques, key=lambda one: one.name)),
            "foreign_keys": tuple(sorted(table.foreign_keys, key=lambda one: one.name)),
        }
    )


def _statistics(statistics: Statistics, types: dict[str, str]) -> Statistics:
    found = tuple(expressions.normalise(text, types) for text in statistics.expressions)
    return statistics.model_copy(update={"expressions": found})


def _function(function: Function) -> Function:
    body = function.body
    if (returned := bodies.returned(function)) is not None:
        body = expressions.normalise(returned)
    arguments = (
        argument.model_copy(update={"default": expressions.normalise(argument.default, {}, argument.type)})
        if argument.default
        else argument
        for argument in function.arguments
    )
    return function.model_copy(update={"body": body, "arguments": tuple(arguments)})


def _index(index: Index, types: dict[str, str]) -> Index:
    keys = (
        key.model_copy(update={"expression": expressions.normalise(key.expression, types)})
        if key.expression
        else key
        for key in index.keys
    )
    where = None if index.where is None else expressions.normalise(index.where, types)
    return index.model_copy(update={"keys": tuple(keys), "where": where})
