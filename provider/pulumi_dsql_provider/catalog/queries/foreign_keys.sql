-- One row for each referenced column of each foreign key: the referenced table may lie outside the scope, so its
-- names come along. So does the name of the index that it relies on, where no constraint owns that.
SELECT k.oid, k.conrelid, k.conname, k.conkey, k.confkey, k.confdelsetcols, rn.nspname, r.relname, a.attnum, a.attname,
       k.confdeltype::text, k.confupdtype::text, k.confmatchtype::text, k.condeferrable, k.condeferred, k.convalidated,
       x.relname, d.description
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class r ON r.oid = k.confrelid
JOIN pg_namespace rn ON rn.oid = r.relnamespace
JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = ANY (k.confkey)
LEFT JOIN pg_class x ON x.oid = k.conindid
     AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = k.conindid AND o.contype IN ('p', 'u'))
LEFT JOIN pg_description d ON d.objoid = k.oid AND d.classoid = 'pg_constraint'::regclass AND d.objsubid = 0
WHERE k.contype = 'f'
  AND c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
/* scope of tables */
ORDER BY k.conrelid, k.conname
