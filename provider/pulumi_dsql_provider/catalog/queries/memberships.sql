-- One row for each role and member, whoever granted it. What admin is a member of is the service's doing.
SELECT r.rolname AS schema, m.rolname AS name, bool_or(a.admin_option) AS admin, bool_or(a.inherit_option) AS inherit,
       bool_or(a.set_option) AS set
FROM pg_auth_members a
JOIN pg_roles r ON r.oid = a.roleid
JOIN pg_roles m ON m.oid = a.member
WHERE NOT m.rolsuper AND m.rolname !~ '^pg_' AND m.rolname NOT IN ('admin', 'dbowner')
  AND r.rolname !~ '^pg_' AND r.rolname NOT IN ('admin', 'dbowner')
GROUP BY r.rolname, m.rolname
