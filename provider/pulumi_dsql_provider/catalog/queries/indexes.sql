-- One row for each key of each index that no constraint owns. A foreign key's conindid is the index it relies on at
-- the other table, which it does not own.
SELECT i.indexrelid, i.indrelid, x.relname, i.indkey::text, i.indnkeyatts, i.indoption::text,
       CASE WHEN i.indkey[p.position - 1] = 0 THEN pg_get_indexdef(i.indexrelid, p.position, true) END,
       i.indisunique, i.indnullsnotdistinct, pg_get_expr(i.indpred, i.indrelid, true), i.indisvalid, d.description
FROM pg_index i
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN generate_series(1, 32) AS p (position) ON p.position <= i.indnkeyatts
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_description d ON d.objoid = i.indexrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE k.oid IS NULL
  AND c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
/* scope of tables */
ORDER BY n.nspname, x.relname, p.position
