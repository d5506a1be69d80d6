"""500-599: what the command line finds wrong."""

from pulumi_dsql_provider.dialect.codes.code import Code

CODES: dict[str, Code] = {
    "DSQL500": Code(
        "text is no database URL",
        "A URL names the user, the endpoint and, if need be, the schemas and the AWS profile.",
        "Write `dsql://USER@ID.dsql.REGION.on.aws/?search_path=SCHEMA&profile=PROFILE`.",
    ),
    "DSQL501": Code(
        "a source cannot be read",
        "It is neither a file nor a folder with `.sql` files, or it is no UTF-8 text.",
        "Give a `.sql` file, a folder, a URL or `empty`.",
    ),
    "DSQL502": Code(
        "nobody is there to approve",
        "`apply` asks on a terminal, and this is none.",
        "Add `--auto-approve`, or `--dry-run` to look only.",
    ),
    "DSQL503": Code(
        "the database could not be asked",
        "Its words and the SQLSTATE are in the message.",
        "Check the endpoint in the URL and the network and run it again.",
    ),
    "DSQL504": Code(
        "a schema that is nowhere",
        "`--schema` or `search_path` names a schema that is on neither side.",
        "Correct it; the message lists the schemas.",
    ),
    "DSQL505": Code(
        "somebody did not approve",
        "The answer was not yes. Nothing was changed.",
        "Run it again when the plan is right.",
    ),
    "DSQL506": Code(
        "the database has changed since the plan was shown",
        "What was approved is not what would run. Nothing was changed.",
        "Run it again and look at the new plan.",
    ),
    "DSQL507": Code(
        "somebody stopped it",
        "What was done stays done.",
        "Run it again: it goes on with what is left.",
    ),
    "DSQL508": Code(
        "two URLs that contradict each other",
        "A schema is compared with the one of its name, and the two URLs have different `search_path`s.",
        "Give both the same one.",
    ),
    "DSQL509": Code(
        "a pattern that matches nothing",
        "`--include` or `--exclude` names what is on neither side. Such a slip could let something be "
        "dropped.",
        "Write a schema, or schema.name of something in one: `shop`, `shop.tmp_*`, `*.orders`.",
    ),
    "DSQL510": Code(
        "a command was given wrong arguments",
        "An option or an argument is missing, unknown or of the wrong kind.",
        "See the [reference](cli.md), or `--help`.",
    ),
    "DSQL511": Code(
        "roles or privileges are declared, and those of the database cannot be seen",
        "This user may not read the catalogs that hold them, or the service lacks one of them. To count "
        "them as not there would grant and create again what is.",
        "Connect as admin, or keep roles and privileges out of the definitions.",
    ),
    "DSQL599": Code(
        "a fault of pulumi-dsql itself",
        "An error that nobody has foreseen.",
        "Run again with `PULUMI_DSQL_TRACEBACK=1` and report what it prints.",
    ),
}
