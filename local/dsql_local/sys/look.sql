-- The catalog as the service shows it: the access method is called btree_index, a primary key includes all other
-- columns, and the server gives its version in a few words. PostgreSQL itself finds its catalogs and functions by
-- number, so those that clients see by name can be others; its own are then in pg_dsql.

SET allow_system_table_mods = on;

ALTER TABLE pg_catalog.pg_am SET SCHEMA pg_dsql;
CREATE VIEW pg_catalog.pg_am AS
  SELECT oid, CASE amname WHEN 'btree' THEN 'btree_index' ELSE amname END::name AS amname, amhandler, amtype,
         tableoid, xmin -- of which a view has none by itself, and psql and pg_dump ask for them
  FROM pg_dsql.pg_am;

ALTER TABLE pg_catalog.pg_index SET SCHEMA pg_dsql;
-- The columns of a table that are not among `keys`, in order.
CREATE FUNCTION pg_dsql._other_columns(relation oid, keys smallint[]) RETURNS smallint[] STABLE LANGUAGE sql AS $$
  SELECT coalesce(array_agg(attnum ORDER BY attnum), '{}') FROM pg_catalog.pg_attribute
  WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped AND attnum <> ALL (keys)
$$;
CREATE FUNCTION pg_dsql._shown_key(relation oid, key_columns smallint, keys int2vector) RETURNS int2vector STABLE LANGUAGE sql AS $$
  SELECT array_to_string(own || pg_dsql._other_columns(relation, own), ' ')::int2vector
  FROM (SELECT (keys::smallint[])[0:key_columns - 1] AS own) AS key
$$;
CREATE VIEW pg_catalog.pg_index AS
  SELECT indexrelid, indrelid,
         CASE WHEN indisprimary THEN cardinality(pg_dsql._shown_key(indrelid, indnkeyatts, indkey)::smallint[])::smallint
              ELSE indnatts END AS indnatts,
         indnkeyatts, indisunique, indnullsnotdistinct, indisprimary, indisexclusion, indimmediate, indisclustered,
         indisvalid, indcheckxmin, indisready, indislive, indisreplident,
         CASE WHEN indisprimary THEN pg_dsql._shown_key(indrelid, indnkeyatts, indkey) ELSE indkey END AS indkey,
         indcollation, indclass, indoption, indexprs, indpred
  FROM pg_dsql.pg_index;
GRANT SELECT ON pg_catalog.pg_am, pg_catalog.pg_index TO PUBLIC;

-- A definition as PostgreSQL prints it, in the service's words. `index` is the primary key's index, or any other.
CREATE FUNCTION pg_dsql._shown_definition(definition text, index oid) RETURNS text STABLE LANGUAGE plpgsql AS $$
DECLARE
  others text;
  found pg_dsql.pg_index;
BEGIN
  SELECT * INTO found FROM pg_dsql.pg_index WHERE indexrelid = index;
  IF found.indisprimary THEN
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO others FROM pg_catalog.pg_attribute
      WHERE attrelid = found.indrelid AND attnum = ANY (
        pg_dsql._other_columns(found.indrelid, (found.indkey::smallint[])[0:found.indnkeyatts - 1]));
    definition := regexp_replace(definition, ' INCLUDE \(.*\)$', '') || coalesce(' INCLUDE (' || others || ')', '');
  END IF;
  RETURN replace(definition, ' USING btree (', ' USING btree_index (');
END $$;

ALTER FUNCTION pg_catalog.pg_get_indexdef(oid) SET SCHEMA pg_dsql;
ALTER FUNCTION pg_catalog.pg_get_indexdef(oid, integer, boolean) SET SCHEMA pg_dsql;
CREATE FUNCTION pg_catalog.pg_get_indexdef(index oid) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN pg_dsql._shown_definition(pg_dsql.pg_get_indexdef(index), index);
CREATE FUNCTION pg_catalog.pg_get_indexdef(index oid, part integer, pretty boolean) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN CASE
    WHEN part = 0 THEN pg_dsql._shown_definition(pg_dsql.pg_get_indexdef(index, part, pretty), index)
    ELSE coalesce(
      nullif(pg_dsql.pg_get_indexdef(index, part, pretty), ''),
      (SELECT quote_ident(attname) FROM pg_catalog.pg_index, pg_catalog.pg_attribute
       WHERE indexrelid = index AND indisprimary AND attrelid = indrelid AND attnum = (indkey::smallint[])[part - 1]),
      '')
  END;

ALTER FUNCTION pg_catalog.pg_get_constraintdef(oid) SET SCHEMA pg_dsql;
ALTER FUNCTION pg_catalog.pg_get_constraintdef(oid, boolean) SET SCHEMA pg_dsql;
CREATE FUNCTION pg_catalog.pg_get_constraintdef(constraint_oid oid, pretty boolean) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN (SELECT CASE contype WHEN 'p' THEN pg_dsql._shown_definition(definition, conindid) ELSE definition END
          FROM pg_catalog.pg_constraint, pg_dsql.pg_get_constraintdef(constraint_oid, pretty) AS definition
          WHERE oid = constraint_oid);
CREATE FUNCTION pg_catalog.pg_get_constraintdef(constraint_oid oid) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN pg_catalog.pg_get_constraintdef(constraint_oid, false);

CREATE OR REPLACE VIEW pg_catalog.pg_indexes AS
  SELECT n.nspname AS schemaname, c.relname AS tablename, i.relname AS indexname, t.spcname AS tablespace,
         pg_catalog.pg_get_indexdef(i.oid) AS indexdef
  FROM pg_dsql.pg_index x
  JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_tablespace t ON t.oid = i.reltablespace
  WHERE c.relkind IN ('r', 'm', 'p') AND i.relkind IN ('i', 'I');

ALTER FUNCTION pg_catalog.version() SET SCHEMA pg_dsql;
CREATE FUNCTION pg_catalog.version() RETURNS text STABLE LANGUAGE sql RETURN 'PostgreSQL 16';

-- What clients see as the value of a parameter. The service waits for no lock, and so has no limit to it.
CREATE FUNCTION pg_dsql._shown_setting(setting text, stored text) RETURNS text IMMUTABLE LANGUAGE sql
  RETURN CASE lower(setting)
    WHEN 'server_version' THEN '@server_version@'
    WHEN 'server_version_num' THEN '@server_version_number@'
    WHEN 'lock_timeout' THEN '0'
    ELSE stored
  END;
ALTER FUNCTION pg_catalog.current_setting(text) SET SCHEMA pg_dsql;
ALTER FUNCTION pg_catalog.current_setting(text, boolean) SET SCHEMA pg_dsql;
CREATE FUNCTION pg_catalog.current_setting(setting text, missing_ok boolean) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN CASE lower(setting)
    WHEN 'disable_sync_create_index' THEN coalesce(nullif(pg_dsql.current_setting('dsql.' || setting, true), ''), 'on')
    ELSE pg_dsql._shown_setting(setting, pg_dsql.current_setting(setting, missing_ok))
  END;
CREATE FUNCTION pg_catalog.current_setting(setting text) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN pg_catalog.current_setting(setting, false);

CREATE OR REPLACE VIEW pg_catalog.pg_settings AS
  SELECT name, pg_dsql._shown_setting(name, setting) AS setting, unit, category, short_desc, extra_desc, context, vartype,
         source, min_val, max_val, enumvals, pg_dsql._shown_setting(name, boot_val) AS boot_val,
         pg_dsql._shown_setting(name, reset_val) AS reset_val, sourcefile, sourceline, pending_restart
  FROM pg_catalog.pg_show_all_settings();

-- The service has no configuration for text search in any language.
DO $$
DECLARE
  configuration regconfig;
BEGIN
  FOR configuration IN SELECT oid FROM pg_ts_config WHERE cfgname <> 'simple' LOOP
    EXECUTE format('DROP TEXT SEARCH CONFIGURATION %s', configuration);
  END LOOP;
END $$;

-- Nobody sees the superuser, PL/pgSQL, the triggers of the stand-in, or collations that are none of the service's.

CREATE OR REPLACE VIEW pg_catalog.pg_roles AS
  SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolconnlimit,
         '********'::text AS rolpassword, rolvaliduntil, rolbypassrls, NULL::text[] COLLATE "C" AS rolconfig, oid
  FROM pg_catalog.pg_authid WHERE oid <> 10;
CREATE OR REPLACE VIEW pg_catalog.pg_user AS
  SELECT rolname AS usename, oid AS usesysid, rolcreatedb AS usecreatedb, rolsuper AS usesuper,
         rolreplication AS userepl, rolbypassrls AS usebypassrls, '********'::text AS passwd, rolvaliduntil AS valuntil,
         NULL::text[] COLLATE "C" AS useconfig
  FROM pg_catalog.pg_authid WHERE rolcanlogin AND oid <> 10;

ALTER TABLE pg_catalog.pg_language SET SCHEMA pg_dsql;
CREATE VIEW pg_catalog.pg_language AS SELECT *, tableoid, xmin FROM pg_dsql.pg_language WHERE lanname <> 'plpgsql';
ALTER TABLE pg_catalog.pg_event_trigger SET SCHEMA pg_dsql;
CREATE VIEW pg_catalog.pg_event_trigger AS SELECT *, tableoid, xmin FROM pg_dsql.pg_event_trigger WHERE false;
GRANT SELECT ON pg_catalog.pg_language, pg_catalog.pg_event_trigger TO PUBLIC;
-- PL/pgSQL works without being listed as an extension.
DELETE FROM pg_catalog.pg_depend WHERE refclassid = 'pg_extension'::regclass OR classid = 'pg_extension'::regclass;
DELETE FROM pg_catalog.pg_extension;
DELETE FROM pg_catalog.pg_collation WHERE collname NOT IN ('default', 'C', 'POSIX', 'ucs_basic');

-- The service counts nothing, and has neither locks nor a list of its sessions.
DO $$
DECLARE
  statistics record;
BEGIN
  FOR statistics IN SELECT relname AS name, rtrim(pg_get_viewdef(oid), ';') AS definition FROM pg_class
      WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'v'
        AND (relname ~ '^pg_stat(io)?_' OR relname = 'pg_locks') LOOP
    EXECUTE format('CREATE OR REPLACE VIEW pg_catalog.%I AS SELECT * FROM (%s) AS found WHERE false',
                   statistics.name, statistics.definition);
  END LOOP;
END $$;

RESET allow_system_table_mods;
