"""400-499: what the Pulumi resources find wrong with their inputs, or with what they find."""

from pulumi_dsql_provider.dialect.codes.code import Code

CODES: dict[str, Code] = {
    "DSQL400": Code(
        "an input is not of the kind it should be",
        "A type checker finds most of these before `pulumi` runs: `mypy __main__.py`.",
        "Write what the message asks for. `columns[2].default` is that of the third column.",
    ),
    "DSQL401": Code(
        "two resources declare one object",
        "Each of them would undo what the other does.",
        "Remove one of them, or give one another `name=`.",
    ),
    "DSQL402": Code(
        "an object is not what its plan was made for",
        "Between the preview and now somebody has changed it. Nothing was run.",
        "Run `pulumi preview --diff`, look at the new plan, and run again.",
    ),
    "DSQL403": Code(
        "an object is there already and differs",
        "What is identical is adopted; what differs might be somebody else's.",
        "Set `adopt=True` to change it to what is declared (the preview shows how), give another `name=`, or "
        "correct the declaration. `pulumi-dsql inspect` shows what is there.",
    ),
    "DSQL404": Code(
        "a schema that holds something is deleted",
        "A schema is dropped only when it is empty.",
        "Delete what is in it first, or move it: tables, views, sequences, domains, functions, statistics.",
    ),
    "DSQL405": Code(
        "a table that others reference is deleted",
        "Dropping it would drop foreign keys of other tables.",
        "Delete those foreign keys, or their tables, first.",
    ),
    "DSQL406": Code(
        "a table with rows is deleted",
        "The rows would be lost.",
        "If they may go, set `force_destroy=True`, run `pulumi up`, then delete the table. To leave the "
        "table in the database, take it out of the state with `pulumi state delete URN`.",
    ),
    "DSQL407": Code(
        "the name of an index is taken by one on another table",
        "Indexes of a schema share one set of names.",
        "Give another `name=`.",
    ),
    "DSQL408": Code(
        "an index on a table that is not there",
        "`table=` is a name, and neither the database nor this program has such a table.",
        "Give the index the `Table` of the program: then it is made after it. Or create the table first.",
    ),
    "DSQL409": Code(
        "a schema is renamed",
        "Everything in it would move under the feet of its tables.",
        "Keep its `name=`, or declare another schema and move the tables.",
    ),
    "DSQL410": Code(
        "the database could not be asked",
        "A plan is made from what is live, so nothing was planned or run. The database's words and the "
        "SQLSTATE are in the message.",
        "Check the endpoint and the network and run again. To preview without the database, set "
        "`PULUMI_DSQL_OFFLINE=1`.",
    ),
    "DSQL411": Code(
        "something that needs the database, offline",
        "`PULUMI_DSQL_OFFLINE=1` is for previews: an update, a refresh and a delete need the database.",
        "Unset it.",
    ),
    "DSQL412": Code(
        "an object would be left in another cluster",
        "`cluster=` names another cluster than the object is in. Nothing moves from one cluster to another: "
        "the object would be made anew there, and what there is, rows and all, would be managed by nobody. "
        "Where the old cluster is gone, or is being replaced, the object is made in the new one.",
        "Declare the object for the new cluster as another resource, copy the rows, then remove this one. To "
        "leave it where it is, take it out of the state with `pulumi state delete URN`; the next `pulumi up` "
        "makes it in the new cluster.",
    ),
    "DSQL420": Code(
        "a change that would need another cluster",
        "A cluster stays in its Region, a change of its encryption key is not managed, and nothing is ever "
        "replaced.",
        "Declare a new cluster under another name and move the data.",
    ),
    "DSQL421": Code(
        "a cluster whose tables hold rows is deleted",
        "The rows would be lost.",
        "If they may go, set `force_destroy=True` on the cluster, run `pulumi up`, then delete it.",
    ),
    "DSQL422": Code(
        "a cluster is gone",
        "Somebody has deleted it and the state still has it, or an endpoint names one that never was.",
        "Correct the endpoint; or run `pulumi refresh`: what was in the cluster leaves the state with it, "
        "and the next `pulumi up` makes what the program still declares.",
    ),
    "DSQL499": Code(
        "a fault of pulumi-dsql itself",
        "An error that nobody has foreseen.",
        "Run again with `PULUMI_DSQL_TRACEBACK=1` and report what it prints.",
    ),
}
