-- What only the catalog can tell: types behind domains, counts, what a primary key consists of.

CREATE FUNCTION sys._base_type(type_oid oid) RETURNS oid STABLE LANGUAGE plpgsql AS $$
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
CREATE FUNCTION sys._check_type(type_oid oid, in_key boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  base oid := sys._base_type(type_oid);
  found sys._storable;
BEGIN
  SELECT * INTO found FROM sys._storable WHERE type_id = base AND since <= sys._as_of();
  IF found.type_id IS NULL THEN
    PERFORM sys._refuse_as('column-type', 'type', format_type(base, NULL));
  ELSIF in_key AND NOT (found.in_keys AND found.in_keys_since <= sys._as_of()) THEN
    PERFORM sys._refuse_as('key-type', 'type', format_type(base, NULL));
  END IF;
END $$;

-- Relations of a kind that users made; what came with PostgreSQL has lower numbers.
CREATE FUNCTION sys._relations(kind "char") RETURNS bigint STABLE LANGUAGE sql AS $$
  SELECT count(*) FROM pg_class WHERE relkind = kind AND oid >= 16384 AND relnamespace <> 'sys'::regnamespace
$$;

CREATE FUNCTION sys._check_table(relation oid, is_new boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  today date := sys._as_of();
  columns bigint;
  suspect_types oid[]; -- all but the plain storable ones: most tables have none
BEGIN
  SELECT count(*), array_agg(atttypid ORDER BY attnum) FILTER (WHERE type_id IS NULL) INTO columns, suspect_types
    FROM pg_attribute LEFT JOIN sys._storable ON type_id = atttypid AND since <= today
    WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped;
  PERFORM sys._limit('columns', columns);
  PERFORM sys._check_type(type_id, false) FROM unnest(suspect_types) AS type_id;
  IF is_new THEN
    PERFORM sys._limit('tables', sys._relations('r'));
  END IF;
END $$;

CREATE FUNCTION sys._check_index(index oid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  found pg_catalog.pg_index_stored;
BEGIN
  SELECT * INTO STRICT found FROM pg_catalog.pg_index_stored WHERE indexrelid = index;
  PERFORM sys._limit('key-columns', found.indnkeyatts);
  PERFORM sys._check_type(atttypid, true) FROM pg_attribute
    WHERE attrelid = index AND attnum BETWEEN 1 AND found.indnkeyatts ORDER BY attnum;
  PERFORM sys._limit('indexes', count(*)) FROM pg_catalog.pg_index_stored WHERE indrelid = found.indrelid;
END $$;

CREATE FUNCTION sys._after_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
  command record;
BEGIN
  FOR command IN SELECT DISTINCT command_tag, object_type, objid FROM pg_event_trigger_ddl_commands() LOOP
    CASE command.object_type
      WHEN 'table' THEN
        IF command.command_tag IN ('CREATE TABLE', 'ALTER TABLE') THEN
          PERFORM sys._check_table(command.objid, command.command_tag = 'CREATE TABLE');
        END IF;
      WHEN 'index' THEN
        IF command.command_tag = 'CREATE INDEX' THEN
          PERFORM sys._check_index(command.objid);
        END IF;
      WHEN 'type' THEN
        IF command.command_tag = 'CREATE DOMAIN' THEN
          PERFORM sys._check_type(command.objid, false);
        END IF;
      WHEN 'schema' THEN
        PERFORM sys._limit('schemas', count(*)) FROM pg_namespace
          WHERE nspname = 'public' OR oid >= 16384 AND nspname <> 'sys';
      WHEN 'view' THEN
        PERFORM sys._limit('views', sys._relations('v'));
      WHEN 'sequence' THEN
        PERFORM sys._limit('sequences', sys._relations('S'));
      WHEN 'statistics object' THEN
        PERFORM sys._limit('statistics', count(*)) FROM pg_statistic_ext
          WHERE stxrelid = (SELECT stxrelid FROM pg_statistic_ext WHERE oid = command.objid);
      ELSE NULL;
    END CASE;
  END LOOP;
END $$;

-- The service cleans up in the background what was dropped, and lists that among its jobs.
CREATE FUNCTION sys._after_drop() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sys._add_job('DROP', objid, object_identity, NULL, NULL) FROM pg_event_trigger_dropped_objects()
    WHERE object_type = 'table' OR object_type = 'index' AND original;
END $$;

CREATE FUNCTION sys._guard_alter_table(
  relation text, dropped_columns text[], dropped_constraints text[], identity_columns text[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  tab oid := to_regclass(relation);
BEGIN
  PERFORM sys._refuse_as('drop-key-column', 'column', attname)
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
    WHERE conrelid = tab AND contype = 'p' AND attname = ANY (dropped_columns);
  PERFORM sys._refuse_as('drop-primary-key')
    FROM pg_constraint WHERE conrelid = tab AND contype = 'p' AND conname = ANY (dropped_constraints);
  PERFORM sys._refuse_as('identity-type', 'type', format_type(atttypid, NULL))
    FROM pg_attribute WHERE attrelid = tab AND attname = ANY (identity_columns) AND atttypid <> 'bigint'::regtype;
END $$;

CREATE EVENT TRIGGER dsql_after_ddl ON ddl_command_end EXECUTE FUNCTION sys._after_ddl();
CREATE EVENT TRIGGER dsql_after_drop ON sql_drop EXECUTE FUNCTION sys._after_drop();
