-- Asynchronous DDL: the statement does its work at once and hides it; a job makes it count after a while.

CREATE TABLE pg_dsql._job (
  job_id text PRIMARY KEY,
  status text NOT NULL DEFAULT 'submitted',
  details text,
  job_type text NOT NULL,
  class_id oid NOT NULL DEFAULT 1259, -- pg_class
  object_id oid,
  object_name text,
  table_id oid,                       -- of INDEX_BUILD; its number and name
  table_name text,
  constraint_id oid,                  -- of VALIDATE_CONSTRAINT
  rows bigint,                        -- that it has to read, once they are counted
  flaw text,                          -- why it will fail, if that is known
  late double precision NOT NULL DEFAULT 0,     -- by how many seconds it takes longer than others
  gives_up boolean NOT NULL DEFAULT false,      -- whether nobody can wait for it
  start_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  update_time timestamptz
);

CREATE VIEW sys.jobs AS
  SELECT job_id, status, details, job_type, class_id, object_id,
         CASE WHEN EXISTS (SELECT FROM pg_class c WHERE c.oid = object_id) THEN object_name END AS object_name,
         date_trunc('second', start_time) AS start_time,
         date_trunc('second', update_time) AS update_time
  FROM pg_dsql._job;
GRANT SELECT ON sys.jobs TO PUBLIC;

-- 26 letters: 16 random bytes in base32
CREATE FUNCTION pg_dsql._job_id() RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(substr('abcdefghijklmnopqrstuvwxyz234567', 1 + substring(bits FROM 1 + 5 * i FOR 5)::bit(5)::int, 1), '' ORDER BY i)
  FROM (SELECT ('x' || replace(gen_random_uuid()::text, '-', ''))::bit(128) || B'00' AS bits) random,
       generate_series(0, 25) AS i
$$;

CREATE FUNCTION pg_dsql._full_name(relation oid) RETURNS text STABLE LANGUAGE sql AS $$
  SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = relation
$$;

CREATE FUNCTION pg_dsql._add_job(kind text, object oid, name text, constraint_oid oid, known_flaw text, tab oid DEFAULT NULL)
RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT pg_notify('sys_jobs', '');
  INSERT INTO pg_dsql._job (job_id, job_type, object_id, object_name, constraint_id, flaw, table_id, table_name)
    VALUES (pg_dsql._job_id(), kind, object, name, constraint_oid, known_flaw, tab, pg_dsql._full_name(tab))
    RETURNING job_id;
$$;

-- The index is enforced but not used for reading. With duplicates it was built without UNIQUE, and from now on keeps
-- new ones out all the same.
CREATE FUNCTION pg_dsql._hide_index(index oid, has_duplicates boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  UPDATE pg_dsql.pg_index SET indisvalid = false, indisunique = indisunique OR has_duplicates
  WHERE indexrelid = index;
$$;

CREATE FUNCTION pg_dsql._create_index(ddl text, plain_ddl text, relation text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  before oid[] := ARRAY(SELECT indexrelid FROM pg_dsql.pg_index WHERE indrelid = to_regclass(relation));
  made oid;
  flaw text;
  violated_schema text;
BEGIN
  BEGIN
    EXECUTE ddl;
  EXCEPTION WHEN unique_violation THEN
    GET STACKED DIAGNOSTICS violated_schema = SCHEMA_NAME;
    IF violated_schema = 'pg_catalog' THEN -- two sessions made the same name at once
      RAISE;
    END IF;
    flaw := 'Found duplicate key while validating index for UCVs';
    EXECUTE plain_ddl;
  END;
  SELECT indexrelid INTO made FROM pg_dsql.pg_index
    WHERE indrelid = to_regclass(relation) AND indexrelid <> ALL (before);
  IF made IS NULL THEN -- IF NOT EXISTS found one: there is nothing to do, and no job, but the id of one
    RETURN pg_dsql._job_id();
  END IF;
  PERFORM pg_dsql._hide_index(made, flaw IS NOT NULL);
  RETURN pg_dsql._add_job('INDEX_BUILD', made, pg_dsql._full_name(made), NULL, flaw, to_regclass(relation));
END $$;

CREATE FUNCTION pg_dsql._validate_constraint(relation text, constraint_name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  tab regclass := relation::regclass;
  constraint_oid oid;
BEGIN
  IF NOT (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = tab) THEN
    PERFORM pg_dsql._refuse('42501', format('must be owner of table %s', tab));
  END IF;
  SELECT oid INTO constraint_oid FROM pg_constraint
    WHERE conrelid = tab AND conname = constraint_name AND contype IN ('c', 'f');
  IF constraint_oid IS NULL THEN
    PERFORM pg_dsql._refuse('42704', format('constraint "%s" of relation "%s" does not exist', constraint_name,
                                        (SELECT relname FROM pg_class WHERE oid = tab)));
  END IF;
  RETURN pg_dsql._add_job('VALIDATE_CONSTRAINT', tab, pg_dsql._full_name(tab), constraint_oid, NULL);
END $$;

-- Lists an ANALYZE that a client asks for, which does its work at once, of these tables or, of none, of all its own.
CREATE FUNCTION pg_dsql._list_analyze(tables oid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO pg_dsql._job (job_id, status, job_type, object_id, object_name, update_time)
    SELECT pg_dsql._job_id(), 'completed', 'ANALYZE', oid, pg_dsql._full_name(oid), clock_timestamp() FROM pg_class
    WHERE oid = ANY (tables)
       OR tables = '{}' AND relkind = 'r' AND oid >= 16384 AND relnamespace <> 'pg_dsql'::regnamespace
          AND pg_has_role(session_user, relowner, 'USAGE');
$$;

CREATE FUNCTION pg_dsql._wait(job text, OUT status text, OUT gives_up boolean) STABLE
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT status, gives_up FROM pg_dsql._job WHERE job_id = job
$$;

-- An id without a job is that of an IF NOT EXISTS with nothing to do, or of a job that ended long ago: a success.
-- Without parameters that have no default it is called as on the service: CALL sys.wait_for_job('…').
CREATE PROCEDURE sys.wait_for_job(job_id text, INOUT succeeded boolean DEFAULT NULL) LANGUAGE plpgsql AS $$
DECLARE
  state text;
  is_hopeless boolean;
BEGIN
  IF job_id !~ '^[a-z2-7]{26}$' THEN
    PERFORM pg_dsql._refuse_as('job-id');
  END IF;
  LOOP
    COMMIT; -- takes a new snapshot, and refuses to run inside a transaction
    SELECT status, gives_up INTO state, is_hopeless FROM pg_dsql._wait(job_id);
    EXIT WHEN state IS NULL OR state IN ('completed', 'failed') OR is_hopeless;
    PERFORM pg_sleep(0.02);
  END LOOP;
  succeeded := coalesce(state = 'completed', true);
END $$;

-- How many rows a job has to read: all of its table.
CREATE FUNCTION pg_dsql._rows(job pg_dsql._job) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  relation oid := coalesce(job.table_id, job.object_id);
  found bigint := 0;
BEGIN
  IF job.job_type <> 'DROP' AND EXISTS (SELECT FROM pg_class WHERE oid = relation) THEN
    EXECUTE format('SELECT count(*) FROM %s', relation::regclass) INTO found;
  END IF;
  RETURN found;
EXCEPTION
  WHEN lock_not_available OR undefined_table THEN -- it is being dropped
    RETURN 0;
END $$;

-- What a job comes to; NULL in status when it cannot be told yet, for an open transaction works on the same.
CREATE FUNCTION pg_dsql._finish(job pg_dsql._job, OUT status text, OUT details text) LANGUAGE plpgsql AS $$
DECLARE
  con pg_constraint;
BEGIN
  status := 'completed';
  IF job.job_type = 'DROP' THEN
    RETURN;
  ELSIF NOT EXISTS (SELECT FROM pg_class WHERE oid = coalesce(job.table_id, job.object_id)) THEN
    details := CASE job.job_type WHEN 'ANALYZE' THEN 'Skipped job for nonexistent table.'
                    ELSE format('relation "%s" does not exist', coalesce(job.table_name, job.object_name)) END;
  ELSIF NOT EXISTS (SELECT FROM pg_class WHERE oid = job.object_id) THEN
    details := format('relation "%s" does not exist', job.object_name);
  ELSIF job.flaw IS NOT NULL THEN
    status := 'failed';
    details := job.flaw;
  ELSIF job.job_type = 'ANALYZE' THEN
    EXECUTE format('ANALYZE %s', job.object_id::regclass);
  ELSIF job.job_type = 'INDEX_BUILD' THEN
    UPDATE pg_dsql.pg_index SET indisvalid = true WHERE indexrelid = job.object_id;
  ELSE
    SELECT * INTO con FROM pg_constraint WHERE oid = job.constraint_id;
    IF con.oid IS NULL THEN
      details := format('constraint of relation "%s" does not exist', job.object_name);
      RETURN;
    END IF;
    EXECUTE format('ALTER TABLE %s VALIDATE CONSTRAINT %I', con.conrelid::regclass, con.conname);
  END IF;
EXCEPTION
  WHEN lock_not_available OR undefined_table THEN
    status := NULL;
  WHEN check_violation THEN
    status := 'failed';
    details := format('check constraint "%s" is violated by some row', con.conname);
  WHEN OTHERS THEN -- a foreign key is violated, an expression fails
    status := 'failed';
    details := SQLERRM;
END $$;

-- One round of the worker: finishes what is due, of all jobs or only of those that are `known` to the faults, which
-- strike no clean-ups and no statistics; those that are `stuck` it leaves as they are. `changes` is how many jobs changed the catalog, `due` in how many seconds to look again, NULL
-- when nothing is left. What ended longer ago than `kept_seconds` is forgotten when there is something to do.
CREATE FUNCTION pg_dsql._work(
  job_seconds double precision, seconds_per_1000_rows double precision, kept_seconds double precision,
  known text[], stuck text[], OUT changes integer, OUT due double precision
) LANGUAGE plpgsql SET lock_timeout = '50ms' AS $$
DECLARE
  job pg_dsql._job;
  age double precision;
  needed double precision;
  outcome record;
BEGIN
  changes := 0;
  FOR job IN SELECT * FROM pg_dsql._job WHERE status IN ('submitted', 'processing')
      AND (known IS NULL OR job_id = ANY (known) OR job_type IN ('DROP', 'ANALYZE')) ORDER BY start_time LOOP
    IF job.rows IS NULL AND seconds_per_1000_rows > 0 THEN
      job.rows := pg_dsql._rows(job);
      UPDATE pg_dsql._job SET rows = job.rows WHERE job_id = job.job_id;
    END IF;
    age := extract(epoch FROM clock_timestamp() - job.start_time);
    needed := job_seconds + seconds_per_1000_rows * coalesce(job.rows, 0) / 1000 + job.late;
    IF age >= needed AND job.job_id <> ALL (stuck) THEN
      outcome := pg_dsql._finish(job);
      IF outcome.status IS NOT NULL THEN
        UPDATE pg_dsql._job SET status = outcome.status, details = outcome.details, update_time = clock_timestamp()
          WHERE job_id = job.job_id;
        changes := changes + (job.job_type NOT IN ('DROP', 'ANALYZE'))::int;
        CONTINUE;
      END IF;
    ELSIF age >= needed / 2 AND job.status = 'submitted' THEN
      UPDATE pg_dsql._job SET status = 'processing', update_time = clock_timestamp() WHERE job_id = job.job_id;
      job.status := 'processing';
    END IF;
    CONTINUE WHEN job.status = 'processing' AND job.job_id = ANY (stuck);
    due := least(due, greatest(0.01, CASE job.status WHEN 'submitted' THEN needed / 2 ELSE needed END - age));
  END LOOP;
  IF FOUND THEN
    DELETE FROM pg_dsql._job WHERE status IN ('completed', 'failed')
      AND update_time < clock_timestamp() - make_interval(secs => kept_seconds);
  END IF;
END $$;

-- Submits the ANALYZE of tables that have grown by a tenth, or at all, since their statistics were made.
CREATE FUNCTION pg_dsql._analyze_grown() RETURNS void LANGUAGE sql AS $$
  SELECT pg_dsql._add_job('ANALYZE', c.oid, pg_dsql._full_name(c.oid), NULL, NULL) FROM pg_class c
  WHERE relkind = 'r' AND c.oid >= 16384 AND relnamespace <> 'pg_dsql'::regnamespace
    AND pg_relation_size(c.oid) > 1.1 * relpages * current_setting('block_size')::int
    AND NOT EXISTS (SELECT FROM pg_dsql._job WHERE job_type = 'ANALYZE' AND object_id = c.oid
                      AND status IN ('submitted', 'processing'))
$$;
