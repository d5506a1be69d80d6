-- One row for each privilege that comes with new objects of a role. What PUBLIC has on these without is left out, and
-- is a row of its own, `withheld`, where it is taken away.
WITH d AS (
    SELECT n.nspname, r.rolname, a.defaclrole, a.defaclacl,
           CASE a.defaclobjtype WHEN 'r' THEN 'table' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'function' ELSE 'domain' END AS kind,
           CASE WHEN a.defaclnamespace = 0 THEN CASE a.defaclobjtype WHEN 'f' THEN 'EXECUTE' WHEN 'T' THEN 'USAGE' END END AS open
    FROM pg_default_acl a
    JOIN pg_roles r ON r.oid = a.defaclrole
    LEFT JOIN pg_namespace n ON n.oid = a.defaclnamespace
    WHERE a.defaclobjtype IN ('r', 'S', 'f', 'T')
      AND (r.rolname = 'admin' OR NOT r.rolsuper AND r.rolname !~ '^pg_' AND r.rolname <> 'dbowner')
    /* scope of schemas */
)
SELECT COALESCE(d.nspname, '') AS schema, d.rolname AS name, d.kind, COALESCE(g.rolname, 'public') AS grantee,
       a.privilege_type AS privilege, a.is_grantable AS grantable, false AS withheld
FROM d
CROSS JOIN aclexplode(d.defaclacl) AS a
LEFT JOIN pg_roles g ON g.oid = a.grantee
WHERE a.grantee <> d.defaclrole AND NOT (a.grantee = 0 AND a.privilege_type IS NOT DISTINCT FROM d.open)
  AND (a.grantee = 0 OR NOT g.rolsuper AND g.rolname !~ '^pg_' AND g.rolname NOT IN ('admin', 'dbowner'))
UNION ALL
SELECT '', d.rolname, d.kind, 'public', d.open, false, true
FROM d
WHERE d.open IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode(d.defaclacl) AS a WHERE a.grantee = 0)
