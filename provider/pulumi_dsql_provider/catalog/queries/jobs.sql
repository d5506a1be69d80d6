-- One row for each job that still builds an index or checks the rows of a table. Jobs name what they work on by its
-- number in pg_class, and some of the time by its qualified name too.
SELECT job_type, object_id::bigint, object_name
FROM sys.jobs
WHERE status IN ('submitted', 'processing') AND job_type IN ('INDEX_BUILD', 'VALIDATE_CONSTRAINT')
