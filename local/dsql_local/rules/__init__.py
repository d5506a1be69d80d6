"""What Aurora DSQL refuses, as data: one file per family of statements, a dated row per form.

`classify.classify(sql)` is the way in: it splits what a client sent into statements, finds the first rule
that each one breaks, and says what PostgreSQL is to run in its place. Nothing in here talks to a database.
"""
