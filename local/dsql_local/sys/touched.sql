-- What a transaction works on and what it changes. PostgreSQL holds a lock on each relation that a transaction touches,
-- be it through a view or a foreign key, until that ends; what a DDL statement changes, it locks against other DDL.
-- Lists of relations are their numbers with blanks between.

CREATE FUNCTION pg_dsql._locked(modes text[]) RETURNS SETOF oid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN QUERY SELECT relation FROM pg_lock_status()
    WHERE pid = pg_backend_pid() AND locktype = 'relation' AND mode = ANY (modes) AND relation >= 16384;
END $$;

-- 0 stands for what is newer than the snapshot: PostgreSQL works on it, but a query does not find it.
CREATE FUNCTION pg_dsql._touched() RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(DISTINCT coalesce(c.oid, 0)::text, ' ') FROM pg_dsql._locked(
    '{AccessShareLock,RowShareLock,RowExclusiveLock,ShareLock,ShareRowExclusiveLock,ExclusiveLock}') AS relation
    LEFT JOIN pg_class c ON c.oid = relation
$$;

-- Beside what is locked, a statement may change what it only names: privileges of relations, or of all in a schema.
CREATE FUNCTION pg_dsql._changed(relations text[] DEFAULT '{}', schemas text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN (
    SELECT string_agg(DISTINCT relation::text, ' ') FROM (
      SELECT pg_dsql._locked('{ShareUpdateExclusiveLock,ShareLock,ShareRowExclusiveLock,ExclusiveLock,AccessExclusiveLock}')
      UNION ALL SELECT to_regclass(name)::oid FROM unnest(relations) AS name
      UNION ALL SELECT oid FROM pg_class WHERE relnamespace = ANY (
        ARRAY(SELECT to_regnamespace(name)::oid FROM unnest(schemas) AS name))
    ) AS found (relation));
END $$;

-- A job that ends may trouble whoever works in the same schema. To be called in the transaction that ended it.
CREATE FUNCTION pg_dsql._changed_by_jobs() RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(c.oid::text, ' ') FROM pg_class c WHERE relnamespace IN (
    SELECT changed.relnamespace FROM pg_dsql._job JOIN pg_class changed ON changed.oid = object_id
    WHERE status IN ('completed', 'failed') AND update_time >= transaction_timestamp()
      AND job_type NOT IN ('DROP', 'ANALYZE'))
$$;
