-- The catalog as the service shows it: the access method is called btree_index, a primary key includes all other
-- columns, and the server gives its version in a few words. PostgreSQL itself finds its catalogs and functions by
-- number, so those that clients see by name can be others.

SET allow_system_table_mods = on;

ALTER TABLE pg_catalog.pg_am RENAME TO pg_am_stored;
CREATE VIEW pg_catalog.pg_am AS
  SELECT oid, CASE amname WHEN 'btree' THEN 'btree_index' ELSE amname END::name AS amname, amhandler, amtype
  FROM pg_catalog.pg_am_stored;

ALTER TABLE pg_catalog.pg_index RENAME TO pg_index_stored;
-- The columns of a table that are not among `keys`, in order.
CREATE FUNCTION sys._other_columns(relation oid, keys smallint[]) RETURNS smallint[] STABLE LANGUAGE sql AS $$
  SELECT coalesce(array_agg(attnum ORDER BY attnum), '{}') FROM pg_catalog.pg_attribute
  WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped AND attnum <> ALL (keys)
$$;
CREATE FUNCTION sys._shown_key(relation oid, key_columns smallint, keys int2vector) RETURNS int2vector STABLE LANGUAGE sql AS $$
  SELECT array_to_string(own || sys._other_columns(relation, own), ' ')::int2vector
  FROM (SELECT (keys::smallint[])[0:key_columns - 1] AS own) AS key
$$;
CREATE VIEW pg_catalog.pg_index AS
  SELECT indexrelid, indrelid,
         CASE WHEN indisprimary THEN cardinality(sys._shown_key(indrelid, indnkeyatts, indkey)::smallint[])::smallint
              ELSE indnatts END AS indnatts,
         indnkeyatts, indisunique, indnullsnotdistinct, indisprimary, indisexclusion, indimmediate, indisclustered,
         indisvalid, indcheckxmin, indisready, indislive, indisreplident,
         CASE WHEN indisprimary THEN sys._shown_key(indrelid, indnkeyatts, indkey) ELSE indkey END AS indkey,
         indcollation, indclass, indoption, indexprs, indpred
  FROM pg_catalog.pg_index_stored;
GRANT SELECT ON pg_catalog.pg_am, pg_catalog.pg_index TO PUBLIC;

-- A definition as PostgreSQL prints it, in the service's words. `index` is the primary key's index, or any other.
CREATE FUNCTION sys._shown_definition(definition text, index oid) RETURNS text STABLE LANGUAGE plpgsql AS $$
DECLARE
  others text;
  found pg_catalog.pg_index_stored;
BEGIN
  SELECT * INTO found FROM pg_catalog.pg_index_stored WHERE indexrelid = index;
  IF found.indisprimary THEN
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO others FROM pg_catalog.pg_attribute
      WHERE attrelid = found.indrelid AND attnum = ANY (
        sys._other_columns(found.indrelid, (found.indkey::smallint[])[0:found.indnkeyatts - 1]));
    definition := regexp_replace(definition, ' INCLUDE \(.*\)$', '') || coalesce(' INCLUDE (' || others || ')', '');
  END IF;
  RETURN replace(definition, ' USING btree (', ' USING btree_index (');
END $$;

ALTER FUNCTION pg_catalog.pg_get_indexdef(oid) RENAME TO pg_get_indexdef_stored;
ALTER FUNCTION pg_catalog.pg_get_indexdef(oid, integer, boolean) RENAME TO pg_get_indexdef_stored;
CREATE FUNCTION pg_catalog.pg_get_indexdef(index oid) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN sys._shown_definition(pg_catalog.pg_get_indexdef_stored(index), index);
CREATE FUNCTION pg_catalog.pg_get_indexdef(index oid, part integer, pretty boolean) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN CASE
    WHEN part = 0 THEN sys._shown_definition(pg_catalog.pg_get_indexdef_stored(index, part, pretty), index)
    ELSE coalesce(
      nullif(pg_catalog.pg_get_indexdef_stored(index, part, pretty), ''),
      (SELECT quote_ident(attname) FROM pg_catalog.pg_index, pg_catalog.pg_attribute
       WHERE indexrelid = index AND indisprimary AND attrelid = indrelid AND attnum = (indkey::smallint[])[part - 1]),
      '')
  END;

ALTER FUNCTION pg_catalog.pg_get_constraintdef(oid) RENAME TO pg_get_constraintdef_stored;
ALTER FUNCTION pg_catalog.pg_get_constraintdef(oid, boolean) RENAME TO pg_get_constraintdef_stored;
CREATE FUNCTION pg_catalog.pg_get_constraintdef(constraint_oid oid, pretty boolean) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN (SELECT CASE contype WHEN 'p' THEN sys._shown_definition(definition, conindid) ELSE definition END
          FROM pg_catalog.pg_constraint, pg_catalog.pg_get_constraintdef_stored(constraint_oid, pretty) AS definition
          WHERE oid = constraint_oid);
CREATE FUNCTION pg_catalog.pg_get_constraintdef(constraint_oid oid) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN pg_catalog.pg_get_constraintdef(constraint_oid, false);

CREATE OR REPLACE VIEW pg_catalog.pg_indexes AS
  SELECT n.nspname AS schemaname, c.relname AS tablename, i.relname AS indexname, t.spcname AS tablespace,
         pg_catalog.pg_get_indexdef(i.oid) AS indexdef
  FROM pg_catalog.pg_index_stored x
  JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_tablespace t ON t.oid = i.reltablespace
  WHERE c.relkind IN ('r', 'm', 'p') AND i.relkind IN ('i', 'I');

ALTER FUNCTION pg_catalog.version() RENAME TO version_stored;
CREATE FUNCTION pg_catalog.version() RETURNS text STABLE LANGUAGE sql RETURN 'PostgreSQL 16';

-- What clients see as the value of a parameter. The service waits for no lock, and so has no limit to it.
CREATE FUNCTION sys._shown_setting(setting text, stored text) RETURNS text IMMUTABLE LANGUAGE sql
  RETURN CASE lower(setting)
    WHEN 'server_version' THEN '@server_version@'
    WHEN 'server_version_num' THEN '@server_version_number@'
    WHEN 'lock_timeout' THEN '0'
    ELSE stored
  END;
ALTER FUNCTION pg_catalog.current_setting(text) RENAME TO current_setting_stored;
ALTER FUNCTION pg_catalog.current_setting(text, boolean) RENAME TO current_setting_stored;
CREATE FUNCTION pg_catalog.current_setting(setting text, missing_ok boolean) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN sys._shown_setting(setting, pg_catalog.current_setting_stored(setting, missing_ok));
CREATE FUNCTION pg_catalog.current_setting(setting text) RETURNS text STABLE STRICT LANGUAGE sql
  RETURN pg_catalog.current_setting(setting, false);

CREATE OR REPLACE VIEW pg_catalog.pg_settings AS
  SELECT name, sys._shown_setting(name, setting) AS setting, unit, category, short_desc, extra_desc, context, vartype,
         source, min_val, max_val, enumvals, sys._shown_setting(name, boot_val) AS boot_val,
         sys._shown_setting(name, reset_val) AS reset_val, sourcefile, sourceline, pending_restart
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

RESET allow_system_table_mods;
