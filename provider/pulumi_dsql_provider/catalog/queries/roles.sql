-- One row for each role that is not the service's own (`dialect.roles`), nor a superuser, which it has for itself.
SELECT '' AS schema, r.rolname AS name, r.rolcanlogin AS login, shobj_description(r.oid, 'pg_authid') AS comment
FROM pg_roles r
WHERE NOT r.rolsuper AND r.rolname !~ '^pg_' AND r.rolname NOT IN ('admin', 'dbowner')
