-- One row for each object that is a role's which is not the service's own. Sequences of a column go with its table.
WITH s AS (
    SELECT n.oid, n.nspname, n.nspowner FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
    /* scope of schemas */
), r AS (
    SELECT oid, rolname FROM pg_roles
    WHERE NOT rolsuper AND rolname !~ '^pg_' AND rolname NOT IN ('admin', 'dbowner')
)
SELECT s.nspname AS schema, '' AS name, 'schema' AS kind, '{}'::text[] AS types, r.rolname AS role
FROM s JOIN r ON r.oid = s.nspowner
UNION ALL
SELECT s.nspname, c.relname, CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, '{}', r.rolname
FROM pg_class c JOIN s ON s.oid = c.relnamespace JOIN r ON r.oid = c.relowner
WHERE c.relkind IN ('r', 'v', 'S') AND NOT EXISTS (
    SELECT FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND c.relkind = 'S'
)
UNION ALL
SELECT s.nspname, t.typname, 'domain', '{}', r.rolname
FROM pg_type t JOIN s ON s.oid = t.typnamespace JOIN r ON r.oid = t.typowner
WHERE t.typtype = 'd'
UNION ALL
SELECT s.nspname, x.stxname, 'statistics', '{}', r.rolname
FROM pg_statistic_ext x JOIN s ON s.oid = x.stxnamespace JOIN r ON r.oid = x.stxowner
UNION ALL
SELECT s.nspname, p.proname, 'function', ARRAY(
           SELECT CASE WHEN n.nspname = 'pg_catalog' THEN format_type(t.oid, NULL)
                       ELSE quote_ident(n.nspname) || '.' || quote_ident(COALESCE(e.typname, t.typname))
                            || CASE WHEN e.oid IS NULL THEN '' ELSE '[]' END END
           FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS a (type, position)
           JOIN pg_type t ON t.oid = a.type
           JOIN pg_namespace n ON n.oid = t.typnamespace
           LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid
           ORDER BY a.position
       ), r.rolname
FROM pg_proc p JOIN s ON s.oid = p.pronamespace JOIN r ON r.oid = p.proowner
WHERE p.prokind = 'f'
