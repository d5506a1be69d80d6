-- One row for each primary key, unique and check constraint. A key's columns come from its index, where those
-- after the first indnkeyatts are INCLUDE: DSQL adds every column of the table to its primary key that way.
SELECT k.conrelid, k.conname, k.contype::text, k.convalidated, i.indkey::text, i.indnkeyatts, i.indnullsnotdistinct,
       pg_get_expr(k.conbin, k.conrelid, true), d.description
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = k.conindid
LEFT JOIN pg_description d ON d.objoid = k.oid AND d.classoid = 'pg_constraint'::regclass AND d.objsubid = 0
WHERE k.contype IN ('p', 'u', 'c')
  AND c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
/* scope of tables */
ORDER BY k.conrelid, k.conname
