"""200-299: what happens while a plan runs. What was done stays done; the next run goes on from there."""

from pulumi_dsql_provider.dialect.codes.code import Code

_AGAIN = "Then run it again: it goes on where it was."

CODES: dict[str, Code] = {
    "DSQL200": Code(
        "a statement failed",
        "The database refused a statement of the plan; its words and the SQLSTATE are in the message. The "
        "statements before it are done.",
        f"Remove the cause that the message names. {_AGAIN}",
    ),
    "DSQL201": Code(
        "the connection was lost and could not be made again",
        "The cluster was tried again and again and did not answer. Whether the statement that was under way "
        "has run is read from the catalog by the next run.",
        f"Wait until the cluster can be reached. {_AGAIN}",
    ),
    "DSQL202": Code(
        "a statement met conflicting transactions again and again",
        "DSQL has no locks: of two transactions that change the same object, the later one fails with "
        "SQLSTATE 40001 (OC000 for rows, OC001 for the schema). It was run again many times and lost each "
        "time.",
        f"Stop what changes the schema at the same time: another deployment, a migration tool. {_AGAIN}",
    ),
    "DSQL203": Code(
        "a job failed, or ended without what it was to do",
        "Indexes are built, and checks and foreign keys validated, by jobs of the service. This one is "
        "over, and the catalog says that its work is not done.",
        "Look at `SELECT * FROM sys.jobs` (ended jobs stay for half an hour) and remove the cause. Then run "
        "it again: an index that was left invalid is dropped and built anew.",
    ),
    "DSQL204": Code(
        "a unique index met values that are there more than once",
        "The message names some of them. Until the index is valid it does not serve queries.",
        "Change or delete the rows that repeat a value, or declare the index without `unique=True`. Then "
        "run it again: the index is built anew.",
    ),
    "DSQL205": Code(
        "a check is violated by rows that are there",
        "The check is there and holds for new rows, but could not be validated for the old ones; the message "
        "names some by their primary key.",
        "Change these rows or the check. Then run it again: the check is validated.",
    ),
    "DSQL206": Code(
        "a foreign key has values without a row that they reference",
        "The key is there and holds for new rows, but could not be validated for the old ones; the message "
        "names some values.",
        "Insert the missing rows, or change the values. Then run it again: the key is validated.",
    ),
    "DSQL207": Code(
        "a job did not end within the time limit",
        "The job goes on in the service, whatever happens to the run that waits for it.",
        "Run it again to wait for it. It is not started anew.",
    ),
    "DSQL210": Code(
        "the database refuses an expression",
        "Before anything runs, the database was asked to explain the expression. It found a fault: an "
        "unknown function, a wrong type, a missing operator, a text that its type cannot be read from.",
        "Correct the expression.",
    ),
}
