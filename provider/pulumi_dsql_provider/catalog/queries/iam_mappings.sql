-- One row for each mapping of a role to IAM.
SELECT pg_role_name, arn FROM sys.iam_pg_role_mappings WHERE pg_role_name IS NOT NULL ORDER BY pg_role_name, arn
