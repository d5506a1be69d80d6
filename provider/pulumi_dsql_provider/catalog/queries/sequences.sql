-- One row for each sequence that no identity column counts with.
SELECT n.nspname AS schema, c.relname AS name, d.description AS comment,
       s.seqcache, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle,
       o.refobjid::bigint AS owner, o.refobjsubid AS owner_column
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend o ON o.objid = c.oid AND o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass
                     AND o.deptype IN ('a', 'i')
LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE (o.deptype IS NULL OR o.deptype = 'a') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
/* scope of schemas */
