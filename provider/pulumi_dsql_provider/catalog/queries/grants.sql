-- One row for each privilege that somebody but the owner has on an object or a column, whoever granted it; also for
-- what PUBLIC (here `public`) may do with functions and domains without a GRANT.
WITH s AS (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
    /* scope of schemas */
), t AS MATERIALIZED (
    SELECT attrelid, attname, attacl FROM pg_attribute WHERE attacl IS NOT NULL AND attnum > 0 AND NOT attisdropped
), o AS (
    SELECT s.nspname AS schema, '' AS name, 'schema' AS kind, '{}'::text[] AS types, NULL::text AS column_name,
           s.nspowner AS owner, s.nspacl AS acl
    FROM s
    UNION ALL
    SELECT s.nspname, c.relname, CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, '{}', NULL, c.relowner, c.relacl
    FROM pg_class c JOIN s ON s.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'S') AND c.relacl IS NOT NULL
    UNION ALL
    SELECT s.nspname, c.relname, 'table', '{}', t.attname, c.relowner, t.attacl
    FROM t JOIN pg_class c ON c.oid = t.attrelid JOIN s ON s.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v')
    UNION ALL
    SELECT s.nspname, t.typname, 'domain', '{}', NULL, t.typowner, COALESCE(t.typacl, acldefault('T', t.typowner))
    FROM pg_type t JOIN s ON s.oid = t.typnamespace
    WHERE t.typtype = 'd'
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
           ), NULL, p.proowner, COALESCE(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc p JOIN s ON s.oid = p.pronamespace
    WHERE p.prokind = 'f'
)
SELECT o.schema, o.name, o.kind, o.types, o.column_name, COALESCE(g.rolname, 'public') AS grantee,
       a.privilege_type AS privilege, bool_or(a.is_grantable) AS grantable,
       CASE WHEN NOT bool_or(a.grantor = o.owner) THEN min(pg_get_userbyid(a.grantor)::text) END AS by
FROM o
CROSS JOIN aclexplode(o.acl) AS a
LEFT JOIN pg_roles g ON g.oid = a.grantee
WHERE a.grantee <> o.owner
  AND (a.grantee = 0 OR NOT g.rolsuper AND g.rolname !~ '^pg_' AND g.rolname NOT IN ('admin', 'dbowner'))
GROUP BY o.schema, o.name, o.kind, o.types, o.column_name, g.rolname, a.privilege_type
