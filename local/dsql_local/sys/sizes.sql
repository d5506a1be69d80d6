-- How large what a transaction writes is. Triggers look at it only where the setting dsql.measured says so, for the proxy
-- knows most statements to be small; dsql.written then has the bytes so far.

CREATE FUNCTION pg_dsql._at_most(answer text) RETURNS bigint STABLE LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT at_most FROM pg_dsql._answer WHERE name = answer);
END $$;

-- The bytes of the largest key in an index, as an expression on the rows of its table. A value in memory has 4 bytes
-- before it when its length is not fixed.
CREATE FUNCTION pg_dsql._key_size(index oid) RETURNS text STABLE LANGUAGE sql AS $$
  SELECT 'max(' || string_agg(format('coalesce(pg_column_size(%s) - %s, 0)', part, overhead), ' + ') || ')'
      || coalesce(' FILTER (WHERE ' || pg_get_expr(indpred, indrelid) || ')', '')
  FROM pg_dsql.pg_index JOIN pg_attribute ON attrelid = indexrelid AND attnum <= indnkeyatts,
    pg_dsql.pg_get_indexdef(indexrelid, attnum, false) AS part,
    LATERAL (SELECT CASE attlen WHEN -1 THEN 4 ELSE 0 END) AS before (overhead)
  WHERE indexrelid = index GROUP BY indpred, indrelid
$$;

CREATE FUNCTION pg_dsql._measure() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  total bigint;
  widest bigint;
  measured text;
  largest bigint;
BEGIN
  SELECT sum(pg_column_size(w.*)), max(pg_column_size(w.*)) INTO total, widest FROM written w;
  IF widest IS NULL THEN
    RETURN NULL;
  END IF;
  IF widest > pg_dsql._at_most('key-size') THEN
    FOR measured IN SELECT pg_dsql._key_size(indexrelid) FROM pg_dsql.pg_index WHERE indrelid = TG_RELID LOOP
      EXECUTE format('SELECT %s FROM written', measured) INTO largest;
      PERFORM pg_dsql._limit('key-size', largest);
    END LOOP;
  END IF;
  IF widest > pg_dsql._at_most('column-size') THEN
    FOR measured IN SELECT quote_ident(attname) FROM pg_attribute
        WHERE attrelid = TG_RELID AND attnum > 0 AND attlen = -1 AND NOT attisdropped LOOP
      EXECUTE format('SELECT max(pg_column_size(%s)) - 4 FROM written', measured) INTO largest;
      PERFORM pg_dsql._limit('column-size', largest);
    END LOOP;
    PERFORM pg_dsql._limit('row-size', widest);
  END IF;
  total := total + coalesce(nullif(pg_dsql.current_setting('dsql.written', true), ''), '0')::bigint;
  PERFORM pg_dsql._limit('transaction-size', total);
  PERFORM set_config('dsql.written', total::text, true);
  RETURN NULL;
END $$;

-- What has the trigger that tables get, made to look like one of PostgreSQL's own, which clients do not list.
CREATE TABLE pg_dsql._measured ();
CREATE TRIGGER _dsql_measure AFTER INSERT ON pg_dsql._measured REFERENCING NEW TABLE AS written FOR EACH STATEMENT
  WHEN (pg_dsql.current_setting('dsql.measured', true) = 'on') EXECUTE FUNCTION pg_dsql._measure();
-- 16 is UPDATE. CREATE TRIGGER would have a second one for that, though PostgreSQL runs one with transition tables on both.
UPDATE pg_trigger SET tgisinternal = true, tgtype = tgtype | 16 WHERE tgrelid = 'pg_dsql._measured'::regclass;

-- Gives the trigger to the tables that have none; whether now all have it that were made before. It is copied, for CREATE
-- TRIGGER would take as long as CREATE TABLE itself; its dependence on the table has it dropped with that.
CREATE FUNCTION pg_dsql._measure_new_tables() RETURNS boolean LANGUAGE plpgsql
SET search_path = pg_catalog SET lock_timeout = '50ms' AS $$
DECLARE
  -- What is being made is locked, and cannot be seen yet.
  are_all boolean := NOT EXISTS (
    SELECT FROM pg_lock_status() WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND relation >= 16384);
  locked oid[] := '{}';
  found record;
BEGIN
  FOR found IN
    SELECT c.oid, format('%I.%I', nspname, relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND c.oid >= 16384 AND nspname <> 'pg_dsql'
      AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgfoid = 'pg_dsql._measure'::regproc)
  LOOP
    BEGIN
      EXECUTE format('LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE', found.name); -- against DDL, which writes the same rows
      locked := locked || found.oid;
    EXCEPTION WHEN lock_not_available OR undefined_table OR invalid_schema_name THEN
      are_all := false;
    END;
  END LOOP;
  WITH made AS (
    INSERT INTO pg_trigger
      SELECT pg_nextoid('pg_trigger', 'oid', 'pg_trigger_oid_index'), relation, tgparentid, tgname, tgfoid, tgtype, tgenabled,
             tgisinternal, tgconstrrelid, tgconstrindid, tgconstraint, tgdeferrable, tginitdeferred, tgnargs, tgattr, tgargs,
             tgqual, tgoldtable, tgnewtable
      FROM pg_trigger, unnest(locked) AS relation WHERE tgrelid = 'pg_dsql._measured'::regclass
      RETURNING oid, tgrelid
  ), tied AS (
    INSERT INTO pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
      SELECT 'pg_trigger'::regclass, oid, 0, 'pg_class'::regclass, tgrelid, 0, 'a' FROM made
  )
  UPDATE pg_class SET relhastriggers = true WHERE oid = ANY (locked);
  RETURN are_all;
END $$;

-- The rows that this session has written since it last told, in all tables; only a difference says something.
CREATE FUNCTION pg_dsql._rows_written() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
                      + pg_stat_get_xact_tuples_deleted(oid)), 0)::bigint
  FROM pg_class WHERE relkind = 'r' AND oid >= 16384
$$;

-- Whether a change of a row may change rows that refer to it.
CREATE FUNCTION pg_dsql._has_cascades() RETURNS boolean LANGUAGE sql AS $$
  SELECT EXISTS (SELECT FROM pg_constraint
                 WHERE contype = 'f' AND (confdeltype IN ('c', 'n', 'd') OR confupdtype IN ('c', 'n', 'd')))
$$;
