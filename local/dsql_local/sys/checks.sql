-- What only the catalog can tell: types behind domains, counts, what a primary key consists of.

CREATE FUNCTION pg_dsql._base_type(type_oid oid) RETURNS oid STABLE LANGUAGE plpgsql AS $$
DECLARE
  found pg_type;
BEGIN
  LOOP
    SELECT * INTO found FROM pg_type WHERE oid = type_oid;
    EXIT WHEN found.typtype <> 'd';
    type_oid := found.typbasetype;
  END LOOP;
  RETURN type_oid;
END $$;

-- Raises unless a column can have the type; unless a key can, with `in_key`.
CREATE FUNCTION pg_dsql._check_type(type_oid oid, in_key boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  base oid := pg_dsql._base_type(type_oid);
  found pg_dsql._storable;
BEGIN
  SELECT * INTO found FROM pg_dsql._storable WHERE type_id = base AND since <= pg_dsql._as_of();
  IF found.type_id IS NULL THEN
    PERFORM pg_dsql._refuse_as('column-type', 'type', format_type(base, NULL));
  ELSIF in_key AND NOT (found.in_keys AND found.in_keys_since <= pg_dsql._as_of()) THEN
    PERFORM pg_dsql._refuse_as('key-type', 'type', format_type(base, NULL));
  END IF;
END $$;

-- Relations of a kind that users made; what came with PostgreSQL has lower numbers.
CREATE FUNCTION pg_dsql._relations(kind "char") RETURNS bigint STABLE LANGUAGE plpgsql AS $$
BEGIN
  RETURN (
    SELECT count(*) FROM pg_class WHERE relkind = kind AND oid >= 16384
      AND relnamespace NOT IN ('sys'::regnamespace, 'pg_dsql'::regnamespace, 'pg_catalog'::regnamespace));
END $$;

-- Never less than there are tables: all that were made since the last count, and that. To count them each time would
-- take longer the more there are.
CREATE SEQUENCE pg_dsql._tables_made;

CREATE FUNCTION pg_dsql._check_number_of_tables() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  number bigint;
BEGIN
  IF (SELECT nextval('pg_dsql._tables_made') > at_most FROM pg_dsql._answer WHERE name = 'tables') THEN
    number := pg_dsql._relations('r');
    PERFORM pg_dsql._limit('tables', number);
    -- With room for what transactions under way have made, which cannot be seen here.
    PERFORM setval('pg_dsql._tables_made', number + 500);
  END IF;
END $$;

-- This and the next run with each new table: all that must be known of most of them is in one query. Suspects are columns
-- of other types than those that have always been possible.
CREATE FUNCTION pg_dsql._check_table(relation oid, is_new boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  columns bigint;
  suspects bigint;
  most_columns integer;
BEGIN
  SELECT count(*), count(*) FILTER (WHERE atttypid <> ALL ('@plain_types@'::regtype[])),
         (SELECT at_most FROM pg_dsql._answer WHERE name = 'columns')
    INTO columns, suspects, most_columns FROM pg_attribute
    WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped;
  IF columns > most_columns THEN
    PERFORM pg_dsql._refuse_as('columns');
  ELSIF suspects > 0 THEN
    PERFORM pg_dsql._check_type(atttypid, false) FROM pg_attribute
      WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped ORDER BY attnum;
  END IF;
  IF is_new THEN
    PERFORM pg_dsql._check_number_of_tables();
  END IF;
END $$;

CREATE FUNCTION pg_dsql._check_index(index oid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  found record;
BEGIN
  SELECT indnkeyatts AS keys,
         (SELECT count(*) FROM pg_attribute WHERE attrelid = index AND attnum BETWEEN 1 AND indnkeyatts
            AND atttypid <> ALL ('@plain_key_types@'::regtype[])) AS suspects,
         (SELECT count(*) FROM pg_dsql.pg_index others WHERE others.indrelid = it.indrelid) AS indexes,
         (SELECT at_most FROM pg_dsql._answer WHERE name = 'key-columns') AS most_keys,
         (SELECT at_most FROM pg_dsql._answer WHERE name = 'indexes') AS most_indexes
    INTO STRICT found FROM pg_dsql.pg_index it WHERE indexrelid = index;
  IF found.keys > found.most_keys THEN
    PERFORM pg_dsql._refuse_as('key-columns');
  ELSIF found.suspects > 0 THEN
    PERFORM pg_dsql._check_type(atttypid, true) FROM pg_attribute
      WHERE attrelid = index AND attnum BETWEEN 1 AND found.keys ORDER BY attnum;
  END IF;
  IF found.indexes > found.most_indexes THEN
    PERFORM pg_dsql._refuse_as('indexes');
  END IF;
END $$;

-- Without these settings some of its queries would be planned again each time, which takes longer than they do, and some
-- would read through all of a catalog that was small when they were planned.
CREATE FUNCTION pg_dsql._after_ddl() RETURNS event_trigger LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  command record;
BEGIN
  FOR command IN SELECT command_tag, object_type, objid FROM pg_event_trigger_ddl_commands() LOOP
    CASE command.object_type
      WHEN 'table' THEN
        IF command.command_tag IN ('CREATE TABLE', 'ALTER TABLE') THEN
          PERFORM pg_dsql._check_table(command.objid, command.command_tag = 'CREATE TABLE');
        END IF;
      WHEN 'index' THEN
        IF command.command_tag = 'CREATE INDEX' THEN
          PERFORM pg_dsql._check_index(command.objid);
        END IF;
      WHEN 'type' THEN
        IF command.command_tag = 'CREATE DOMAIN' THEN
          PERFORM pg_dsql._check_type(command.objid, false);
        END IF;
      WHEN 'schema' THEN
        PERFORM pg_dsql._limit('schemas', count(*)) FROM pg_namespace
          WHERE nspname = 'public' OR oid >= 16384 AND nspname NOT IN ('sys', 'pg_dsql');
      WHEN 'view' THEN
        PERFORM pg_dsql._limit('views', pg_dsql._relations('v'));
      WHEN 'sequence' THEN
        PERFORM pg_dsql._limit('sequences', pg_dsql._relations('S'));
      WHEN 'statistics object' THEN
        PERFORM pg_dsql._limit('statistics', count(*)) FROM pg_statistic_ext
          WHERE stxrelid = (SELECT stxrelid FROM pg_statistic_ext WHERE oid = command.objid);
      ELSE NULL;
    END CASE;
  END LOOP;
END $$;

-- The service cleans up in the background what was dropped, and lists that among its jobs.
CREATE FUNCTION pg_dsql._after_drop() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_dsql._add_job('DROP', objid, object_identity, NULL, NULL) FROM pg_event_trigger_dropped_objects()
    WHERE object_type = 'table' OR object_type = 'index' AND original;
END $$;

CREATE FUNCTION pg_dsql._guard_alter_table(
  relation text, dropped_columns text[], dropped_constraints text[], identity_columns text[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  tab oid := to_regclass(relation);
BEGIN
  PERFORM pg_dsql._refuse_as('drop-key-column', 'column', attname)
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
    WHERE conrelid = tab AND contype = 'p' AND attname = ANY (dropped_columns);
  PERFORM pg_dsql._refuse_as('drop-primary-key')
    FROM pg_constraint WHERE conrelid = tab AND contype = 'p' AND conname = ANY (dropped_constraints);
  PERFORM pg_dsql._refuse_as('identity-type', 'type', format_type(atttypid, NULL))
    FROM pg_attribute WHERE attrelid = tab AND attname = ANY (identity_columns) AND atttypid <> 'bigint'::regtype;
END $$;

CREATE EVENT TRIGGER dsql_after_ddl ON ddl_command_end EXECUTE FUNCTION pg_dsql._after_ddl();
CREATE EVENT TRIGGER dsql_after_drop ON sql_drop EXECUTE FUNCTION pg_dsql._after_drop();
