"""The half of the stand-in that lives inside PostgreSQL: schema sys, jobs, rules that only the catalog can
check.

`install.install` runs the .sql files here in a fresh server, `worker.Worker` finishes its jobs.
"""
