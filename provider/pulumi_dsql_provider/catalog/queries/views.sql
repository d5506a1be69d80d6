-- One row for each view; names that are in the path stand without a schema in the query.
SELECT n.nspname AS schema, c.relname AS name, d.description AS comment, pg_get_viewdef(c.oid) AS query,
       c.reloptions AS options, current_schemas(false)::text[] AS path,
       ARRAY(SELECT a.attname::text FROM pg_attribute a
             JOIN pg_description x ON x.objoid = c.oid AND x.classoid = 'pg_class'::regclass AND x.objsubid = a.attnum
             WHERE a.attrelid = c.oid ORDER BY a.attnum) AS commented,
       ARRAY(SELECT x.description FROM pg_attribute a
             JOIN pg_description x ON x.objoid = c.oid AND x.classoid = 'pg_class'::regclass AND x.objsubid = a.attnum
             WHERE a.attrelid = c.oid ORDER BY a.attnum) AS comments
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE c.relkind = 'v' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
/* scope of schemas */
