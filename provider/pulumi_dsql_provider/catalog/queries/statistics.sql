-- One row for each statistics object; a kind `e` only says that there are expressions.
SELECT n.nspname AS schema, s.stxname AS name, d.description AS comment, s.stxrelid::bigint AS table,
       s.stxkeys::smallint[] AS columns, pg_get_statisticsobjdef_expressions(s.oid) AS expressions,
       s.stxkind::text[] AS kinds, s.stxstattarget AS target
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
LEFT JOIN pg_description d ON d.objoid = s.oid AND d.classoid = 'pg_statistic_ext'::regclass AND d.objsubid = 0
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
/* scope of schemas */
