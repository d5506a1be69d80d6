-- Asynchronous DDL: the statement does its work at once and hides it; a job makes it count after a while.

CREATE TABLE sys._job (
  job_id text PRIMARY KEY,
  status text NOT NULL DEFAULT 'submitted',
  details text,
  job_type text NOT NULL,
  class_id oid NOT NULL DEFAULT 1259, -- pg_class
  object_id oid,
  object_name text,
  constraint_id oid,                  -- of VALIDATE_CONSTRAINT
  flaw text,                          -- why it will fail, if that is known from the start
  start_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  update_time timestamptz
);

CREATE VIEW sys.jobs AS
  SELECT job_id, status, details, job_type, class_id, object_id,
         CASE WHEN EXISTS (SELECT FROM pg_class c WHERE c.oid = object_id) THEN object_name END AS object_name,
         date_trunc('second', start_time) AS start_time,
         date_trunc('second', update_time) AS update_time
  FROM sys._job;
GRANT SELECT ON sys.jobs TO PUBLIC;

-- 26 letters: 16 random bytes in base32
CREATE FUNCTION sys._job_id() RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(substr('abcdefghijklmnopqrstuvwxyz234567', 1 + substring(bits FROM 1 + 5 * i FOR 5)::bit(5)::int, 1), '' ORDER BY i)
  FROM (SELECT ('x' || replace(gen_random_uuid()::text, '-', ''))::bit(128) || B'00' AS bits) random,
       generate_series(0, 25) AS i
$$;

CREATE FUNCTION sys._add_job(kind text, object oid, name text, constraint_oid oid, known_flaw text) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  DELETE FROM sys._job WHERE status IN ('completed', 'failed') AND update_time < clock_timestamp() - interval '30 minutes';
  SELECT pg_notify('sys_jobs', '');
  INSERT INTO sys._job (job_id, job_type, object_id, object_name, constraint_id, flaw)
    VALUES (sys._job_id(), kind, object, name, constraint_oid, known_flaw)
    RETURNING job_id;
$$;

CREATE FUNCTION sys._full_name(relation oid) RETURNS text STABLE LANGUAGE sql AS $$
  SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = relation
$$;

-- The index is enforced but not used for reading. With duplicates it was built without UNIQUE, and from now on keeps
-- new ones out all the same.
CREATE FUNCTION sys._hide_index(index oid, has_duplicates boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  UPDATE pg_catalog.pg_index_stored SET indisvalid = false, indisunique = indisunique OR has_duplicates
  WHERE indexrelid = index;
$$;

CREATE FUNCTION sys._create_index(ddl text, plain_ddl text, relation text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  before oid[] := ARRAY(SELECT indexrelid FROM pg_catalog.pg_index_stored WHERE indrelid = to_regclass(relation));
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
  SELECT indexrelid INTO made FROM pg_catalog.pg_index_stored
    WHERE indrelid = to_regclass(relation) AND indexrelid <> ALL (before);
  IF made IS NOT NULL THEN -- else IF NOT EXISTS found one
    PERFORM sys._hide_index(made, flaw IS NOT NULL);
  END IF;
  RETURN sys._add_job('INDEX_BUILD', made, sys._full_name(made), NULL, flaw);
END $$;

CREATE FUNCTION sys._validate_constraint(relation text, constraint_name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  tab regclass := relation::regclass;
  constraint_oid oid;
BEGIN
  IF NOT (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = tab) THEN
    PERFORM sys._refuse('42501', format('must be owner of table %s', tab));
  END IF;
  SELECT oid INTO constraint_oid FROM pg_constraint
    WHERE conrelid = tab AND conname = constraint_name AND contype IN ('c', 'f');
  IF constraint_oid IS NULL THEN
    PERFORM sys._refuse('42704', format('constraint "%s" of relation "%s" does not exist', constraint_name,
                                        (SELECT relname FROM pg_class WHERE oid = tab)));
  END IF;
  RETURN sys._add_job('VALIDATE_CONSTRAINT', tab, sys._full_name(tab), constraint_oid, NULL);
END $$;

-- Without parameters that have no default it is called as on the service: CALL sys.wait_for_job('…').
CREATE PROCEDURE sys.wait_for_job(job_id text, INOUT succeeded boolean DEFAULT NULL) LANGUAGE plpgsql AS $$
DECLARE
  state text;
BEGIN
  IF job_id !~ '^[a-z2-7]{26}$' THEN
    PERFORM sys._refuse_as('job-id');
  END IF;
  LOOP
    COMMIT; -- takes a new snapshot, and refuses to run inside a transaction
    SELECT j.status INTO state FROM sys.jobs j WHERE j.job_id = wait_for_job.job_id;
    EXIT WHEN state IS NULL OR state IN ('completed', 'failed');
    PERFORM pg_sleep(0.02);
  END LOOP;
  succeeded := coalesce(state = 'completed', false);
END $$;

-- What a job comes to; NULL in status when it cannot be told yet.
CREATE FUNCTION sys._finish(job sys._job, OUT status text, OUT details text) LANGUAGE plpgsql AS $$
DECLARE
  con pg_constraint;
BEGIN
  status := 'completed';
  IF job.object_id IS NULL OR job.job_type = 'DROP' THEN
    RETURN;
  ELSIF NOT EXISTS (SELECT FROM pg_class WHERE oid = job.object_id) THEN
    details := format('relation "%s" does not exist', job.object_name);
  ELSIF job.flaw IS NOT NULL THEN
    status := 'failed';
    details := job.flaw;
  ELSIF job.job_type = 'INDEX_BUILD' THEN
    BEGIN
      UPDATE pg_catalog.pg_index_stored SET indisvalid = true WHERE indexrelid = job.object_id;
    EXCEPTION
      WHEN lock_not_available THEN -- an open transaction drops it
        status := NULL;
    END;
  ELSE
    SELECT * INTO con FROM pg_constraint WHERE oid = job.constraint_id;
    IF con.oid IS NULL THEN
      details := format('constraint of relation "%s" does not exist', job.object_name);
      RETURN;
    END IF;
    BEGIN
      EXECUTE format('ALTER TABLE %s VALIDATE CONSTRAINT %I', con.conrelid::regclass, con.conname);
    EXCEPTION
      WHEN check_violation THEN
        status := 'failed';
        details := format('check constraint "%s" is violated by some row', con.conname);
      WHEN foreign_key_violation THEN
        status := 'failed';
        details := SQLERRM;
      WHEN lock_not_available THEN
        status := NULL;
    END;
  END IF;
END $$;

-- One round of the worker: finishes what is due, of all jobs or only of those that are `known`; those that are `stuck`
-- it leaves as they are. `changes` is how many jobs changed the catalog, `due` in how many
-- seconds to look again, NULL when nothing is left.
CREATE FUNCTION sys._work(job_seconds double precision, known text[], stuck text[], OUT changes integer, OUT due double precision)
LANGUAGE plpgsql SET lock_timeout = '50ms' AS $$
DECLARE
  job sys._job;
  age double precision;
  outcome record;
BEGIN
  changes := 0;
  FOR job IN SELECT * FROM sys._job WHERE status IN ('submitted', 'processing')
      AND (known IS NULL OR job_id = ANY (known)) ORDER BY start_time LOOP
    age := extract(epoch FROM clock_timestamp() - job.start_time);
    IF age >= job_seconds AND job.job_id <> ALL (stuck) THEN
      outcome := sys._finish(job);
      IF outcome.status IS NOT NULL THEN
        UPDATE sys._job SET status = outcome.status, details = outcome.details, update_time = clock_timestamp()
          WHERE job_id = job.job_id;
        changes := changes + (job.job_type <> 'DROP')::int;
        CONTINUE;
      END IF;
    ELSIF age >= job_seconds / 2 AND job.status = 'submitted' THEN
      UPDATE sys._job SET status = 'processing', update_time = clock_timestamp() WHERE job_id = job.job_id;
      job.status := 'processing';
    END IF;
    CONTINUE WHEN job.status = 'processing' AND job.job_id = ANY (stuck);
    due := least(due, greatest(0.01, CASE job.status WHEN 'submitted' THEN job_seconds / 2 ELSE job_seconds END - age));
  END LOOP;
END $$;
