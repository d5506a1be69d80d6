-- How large what a transaction writes is. Triggers look at it only where the setting dsql.measured says so, for the proxy
-- knows most statements to be small; dsql.written then has the bytes so far.

CREATE FUNCTION pg_dsql._at_most(answer text) RETURNS bigint STABLE LANGUAGE sql AS $$
  SELECT at_most FROM pg_dsql._answer WHERE name = answer
$$;

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

-- Gives a new table its triggers, and makes them look like PostgreSQL's own, which clients do not list.
CREATE FUNCTION pg_dsql._hide_triggers(relation oid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  UPDATE pg_trigger SET tgisinternal = true WHERE tgrelid = relation AND tgfoid = 'pg_dsql._measure'::regproc
$$;

CREATE FUNCTION pg_dsql._make_measured(relation regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  event text;
BEGIN
  FOREACH event IN ARRAY '{INSERT,UPDATE}'::text[] LOOP
    EXECUTE format(
      'CREATE TRIGGER _dsql_measure_%s AFTER %1$s ON %s REFERENCING NEW TABLE AS written FOR EACH STATEMENT'
      ' WHEN (pg_dsql.current_setting(''dsql.measured'', true) = ''on'') EXECUTE FUNCTION pg_dsql._measure()',
      event, relation);
  END LOOP;
  PERFORM pg_dsql._hide_triggers(relation);
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
