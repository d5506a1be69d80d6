-- One row for each domain, with its checks in order of their name. The last columns tell the type that it is over.
SELECT n.nspname AS schema, t.typname AS name, d.description AS comment, t.typnotnull AS not_null,
       pg_get_expr(t.typdefaultbin, 0, true) AS default_, k.checks,
       format_type(t.typbasetype, t.typtypmod) AS type, bn.nspname AS type_schema, b.typname AS type_name
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_namespace bn ON bn.oid = b.typnamespace AND b.typtype = 'd'
LEFT JOIN (SELECT r.contypid, json_agg(json_build_array(r.conname, pg_get_expr(r.conbin, 0, true), e.description)
                                       ORDER BY r.conname) AS checks
           FROM pg_constraint r
           LEFT JOIN pg_description e
             ON e.objoid = r.oid AND e.classoid = 'pg_constraint'::regclass AND e.objsubid = 0
           WHERE r.contypid <> 0 AND r.contype = 'c' GROUP BY r.contypid) AS k ON k.contypid = t.oid
LEFT JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_type'::regclass AND d.objsubid = 0
WHERE t.typtype = 'd' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
/* scope of schemas */
