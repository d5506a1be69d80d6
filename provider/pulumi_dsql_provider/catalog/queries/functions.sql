-- One row for each function in SQL, with its arguments in order: given ones, results and columns of RETURNS TABLE.
SELECT n.nspname AS schema, p.proname AS name, d.description AS comment, p.proargnames AS names,
       p.proargmodes::text[] AS modes, p.proretset AS returns_set, p.prosrc AS text,
       pg_get_function_sqlbody(p.oid) AS standard_body, p.provolatile::text AS volatility, p.proisstrict AS strict,
       p.prosecdef AS security_definer, p.proparallel::text AS parallel, p.procost AS cost, p.prorows AS rows,
       p.proconfig AS settings,
       ARRAY(
           SELECT CASE WHEN tn.nspname = 'pg_catalog' THEN format_type(t.oid, NULL)
                       ELSE quote_ident(tn.nspname) || '.' || quote_ident(COALESCE(e.typname, t.typname))
                            || CASE WHEN e.oid IS NULL THEN '' ELSE '[]' END END
           FROM unnest(COALESCE(p.proallargtypes, p.proargtypes::oid[]) || p.prorettype) WITH ORDINALITY AS a (type, position)
           JOIN pg_type t ON t.oid = a.type
           JOIN pg_namespace tn ON tn.oid = t.typnamespace
           LEFT JOIN pg_type e ON e.typarray = t.oid
           ORDER BY a.position
       ) AS types,
       ARRAY(
           SELECT pg_get_function_arg_default(p.oid, position)
           FROM generate_series(1, COALESCE(cardinality(p.proallargtypes), p.pronargs)) AS a (position)
           ORDER BY position
       ) AS defaults
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'sql'
LEFT JOIN pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_proc'::regclass AND d.objsubid = 0
WHERE p.prokind = 'f' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
/* scope of schemas */
