-- One row for each column, in table order. A domain is told by its schema and name. The last six are the identity's sequence; NULL where there is none.
SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), y.nspname, t.typname, a.attnotnull,
       pg_get_expr(x.adbin, x.adrelid, true), a.attgenerated::text, a.attidentity::text,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END, d.description,
       s.seqcache, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_namespace y ON y.oid = t.typnamespace AND t.typtype = 'd'
LEFT JOIN pg_attrdef x ON x.adrelid = a.attrelid AND x.adnum = a.attnum
LEFT JOIN pg_description d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
LEFT JOIN pg_depend o ON o.refobjid = a.attrelid AND o.refobjsubid = a.attnum AND o.deptype = 'i'
                     AND o.refclassid = 'pg_class'::regclass AND o.classid = 'pg_class'::regclass AND a.attidentity <> ''
LEFT JOIN pg_sequence s ON s.seqrelid = o.objid
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
/* scope of tables */
ORDER BY a.attrelid, a.attnum
