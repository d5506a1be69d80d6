"""PostgreSQL's protocol over TLS, in front of a private PostgreSQL, with the rules of Aurora DSQL."""
