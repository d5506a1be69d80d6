"""100-199: changes that cannot be planned, or not without leave."""

from pulumi_dsql_provider.dialect.codes.code import Code

_REBUILD = "DSQL has no statement for it: the table would have to be made anew and its rows copied."

CODES: dict[str, Code] = {
    "DSQL101": Code(
        "a hazard that is not allowed",
        "The change loses data or drops something. That happens only where it is allowed by name.",
        'Look at the plan. If it is meant, add the word of the message: `allow=["drop-column:note"]` on the '
        "resource, `pulumi config set --path 'dsql:allow[0]' drop-column:note` for the stack, or `--allow "
        "drop-column:note` on the command line. `drop-column` allows all of that kind.",
    ),
    "DSQL102": Code(
        "a table has to be rebuilt",
        "DSQL has no ALTER for the change. The plan says what would be made; `apply` does not copy rows.",
        "Do what the message says for each change, which are those of DSQL110 to DSQL118, or leave them out.",
    ),
    "DSQL110": Code(
        "a NOT NULL column in a table that is there",
        "DSQL adds only columns that may be null, and has no SET NOT NULL.",
        "Add it as nullable, with a default and a check such as `channel IS NOT NULL`: the rows are filled "
        "with the default, then the check is validated.",
        forms=("add-column", "add-column-not-null", "add-column-with-constraint", "set-not-null"),
    ),
    "DSQL111": Code(
        "an identity column in a table that is there",
        "DSQL adds a column only without an identity, and makes only `bigint NOT NULL` ones into one.",
        "Add a `uuid` column with the default `gen_random_uuid()` instead.",
        forms=("add-column", "add-column-identity", "add-identity"),
    ),
    "DSQL112": Code(
        "a generated column in a table that is there",
        "DSQL has generated columns in CREATE TABLE only.",
        "Add a plain column and let the program write it, or compute the value in queries.",
        forms=("add-column", "add-column-generated"),
    ),
    "DSQL113": Code(
        "a column's type changes",
        _REBUILD,
        "Keep the type, or add a second column of the new type, copy the values over and drop the old one "
        "later.",
        forms=("alter-column-type",),
    ),
    "DSQL114": Code(
        "a column becomes NOT NULL",
        "DSQL has no SET NOT NULL.",
        "Let it stay nullable and add a check such as `email IS NOT NULL`; it holds for rows old and new.",
        forms=("set-not-null",),
    ),
    "DSQL115": Code(
        "a primary key comes, goes or changes",
        f"{_REBUILD} Rows are stored by their primary key.",
        "Keep the key; a unique constraint can be added beside it.",
        forms=("add-primary-key", "add-primary-key-using-index", "drop-primary-key"),
    ),
    "DSQL116": Code(
        "a column becomes generated, or its expression changes",
        _REBUILD,
        "Keep it as it is, or make it a plain column (that is an ALTER) and let the program write it.",
        forms=("add-column-generated", "drop-expression"),
    ),
    "DSQL117": Code(
        "a column of the primary key goes",
        f"{_REBUILD} Rows are stored by their primary key.",
        "Keep the column.",
        forms=("drop-primary-key-column",),
    ),
    "DSQL118": Code(
        "a column that is not bigint NOT NULL becomes an identity",
        "DSQL adds an identity only to a `bigint NOT NULL` column, and has no SET NOT NULL.",
        "Keep it as it is; a `uuid` column can get the default `gen_random_uuid()`.",
        forms=("add-identity", "set-not-null"),
    ),
    "DSQL119": Code(
        "a unique constraint or index changes while a foreign key relies on it",
        "It would be dropped and made anew, and the database lets nobody drop it.",
        "Remove that foreign key first, in a run of its own, or add a second unique constraint for it. A "
        "foreign key keeps to the index that it was added with, even if there is another one like it.",
    ),
    "DSQL120": Code(
        "a table goes while a foreign key references it",
        "Dropping it would drop the foreign key of another table with it.",
        "Remove that foreign key in the same change, or keep the table.",
    ),
    "DSQL121": Code(
        "a table has the name that an index is built under",
        "A changed index, or one for a unique constraint, is built under the name that the message gives, "
        "until it takes its place.",
        "Rename that table.",
    ),
    "DSQL122": Code(
        "a table moves to another schema",
        "A plan has no step for it yet.",
        "Keep it where it is, or run `ALTER TABLE … SET SCHEMA` by hand first, then change the program.",
    ),
    "DSQL123": Code(
        "a change needs a form that DSQL has not got",
        "The plan was made with the rules of a day on which DSQL did not take that statement.",
        "Leave the change out, or plan with the rules of a later day.",
    ),
    "DSQL124": Code(
        "a column is filled under another name first, and that name is taken",
        "A column with a default gets its name when every row has its value; until then it ends in "
        "`__pulumi_dsql_new`. A column of that name is there, and is not what an interrupted run leaves.",
        "Rename that column.",
    ),
    "DSQL125": Code(
        "a table in a schema that is not there",
        "Neither the database nor anything that is declared before the table makes its schema. `public` is "
        "always there.",
        'Declare it before the table, `shop = dsql.Schema("shop", cluster=cluster)`: then it is made first. '
        "Or correct the name.",
    ),
    "DSQL126": Code(
        "a foreign key to a table that is not there",
        "Neither the database nor anything that is declared before the table makes what it references.",
        "Declare it before the table that references it: then it is made first. Or correct the name; a name "
        "without a schema stands for a table in the same schema.",
    ),
    "DSQL127": Code(
        "a name that a table or an index which stays has",
        "Tables, indexes, primary keys and unique constraints share their names within a schema. An index "
        "that goes as a resource of its own goes after what comes.",
        "Give another name. To use this one, rename or drop what has it in an earlier change.",
    ),
    "DSQL130": Code(
        "a remark `renamed_from` that says nothing",
        "It stands above nothing that can be renamed, shares its line with something else, or names nothing "
        "that can have been the old name.",
        "Write `-- renamed_from: old` on a line of its own, right above the CREATE TABLE, the column, the "
        "constraint, the CREATE INDEX, CREATE SEQUENCE, CREATE DOMAIN or CREATE STATISTICS that has the new "
        "name.",
    ),
    "DSQL131": Code(
        "something is renamed from what is still wanted",
        "The files define both: then nothing was renamed, or the definition of the old one was left behind.",
        "Take out the remark, or the definition of the old one.",
    ),
    "DSQL132": Code(
        "two things are renamed from one",
        "Only one of them can be what it was.",
        "Keep the remark above that one. The other one is new.",
    ),
    "DSQL133": Code(
        "the old and the new name of a rename are both in the database",
        "The old one would be dropped, as it is not wanted any more; but it may be the one with the rows.",
        "If it was renamed before, take out the remark: the old name is somebody else's by now. Otherwise "
        "rename or drop the new one by hand.",
    ),
    "DSQL134": Code(
        "a rename from another schema",
        "RENAME leaves a thing in its schema.",
        "Write the old name without a schema. To move a table, run `ALTER TABLE … SET SCHEMA` by hand first.",
    ),
    "DSQL135": Code(
        "a function goes or is made anew while something uses it",
        "A function whose result or argument names differ is dropped and created: CREATE OR REPLACE does not "
        "take that. The database drops no function that a table, an index or the SQL-standard body of "
        "another one uses.",
        "Change what uses it in the same run, or give the new function another name and drop the old one "
        "later.",
    ),
    "DSQL136": Code(
        "a function that a new table needs reads a new table",
        "Functions that tables call are made before all tables; those that read tables after them.",
        "Make what needs the function (a check, a default, an index) in a later run.",
    ),
    "DSQL137": Code(
        "a table goes while a function reads it",
        "The database drops no table that the SQL-standard body of a function (BEGIN ATOMIC, RETURN) reads, "
        "or whose rows are among its arguments and results.",
        "Drop or change that function in the same run, or keep the table.",
    ),
    "DSQL140": Code(
        "a domain's type changes",
        "PostgreSQL has no statement for it, and every table with a column of the domain would have to be "
        "made anew.",
        "Keep the type, or declare a second domain for new columns.",
    ),
    "DSQL141": Code(
        "a domain becomes NOT NULL",
        "DSQL has no ALTER DOMAIN … SET NOT NULL.",
        "Let it stay nullable, and add a check such as `email IS NOT NULL` to the tables with columns of it.",
    ),
    "DSQL142": Code(
        "a check of a domain comes, goes or changes",
        "DSQL has no ALTER DOMAIN … ADD CONSTRAINT; whether it drops one is not known. Only its name can "
        "change.",
        "Put the check on the columns of the domain, which DSQL can add, or declare a second domain with it.",
    ),
    "DSQL143": Code(
        "a domain goes while a column is of it",
        "DSQL drops a domain only when no column and no other domain is of that type.",
        "Drop these in the same change, or keep the domain.",
    ),
    "DSQL144": Code(
        "a column of a domain with a default or NOT NULL, in a table that is there",
        "The rows that are there would have to get a value at once, and DSQL adds only columns that may be "
        "null and have no default.",
        "Make the column of the type that the domain is over, and give it a default and a check of its own; "
        "or use a domain that has neither default nor NOT NULL.",
    ),
    "DSQL145": Code(
        "a column goes while a view uses it",
        "The database drops no column that a view uses.",
        "Change or drop that view in the same run, or keep the column.",
    ),
    "DSQL146": Code(
        "a table goes while a view reads it",
        "The database drops no table that a view reads.",
        "Change or drop that view in the same run, or keep the table.",
    ),
    "DSQL147": Code(
        "a view goes or is made anew while something else reads it",
        "CREATE OR REPLACE VIEW only adds columns at the end; for all else the view is dropped and made "
        "again, and with it the views that read it. What is not part of the comparison, and functions with "
        "a SQL-standard body, are not made again.",
        "Change or drop what reads the view in the same run, or keep the columns that are there as they are.",
    ),
    "DSQL148": Code(
        "a view reads something that is not there",
        "Neither the database nor anything that is declared makes that table or view.",
        "Declare it too, or correct the name; a name without a schema is one in the schema of the file.",
    ),
    "DSQL150": Code(
        "a role that is not there",
        "Something is granted to it, owned by it or mapped to it, and neither the database nor the "
        "definitions have it.",
        "Declare it with `CREATE ROLE`, or correct the name.",
    ),
    "DSQL151": Code(
        "a role that is there gains or loses LOGIN",
        "DSQL has no ALTER ROLE for it, and a role that is made anew would lose all that was granted to it.",
        "To let it connect, make another role with LOGIN and grant this one to it. To keep it out, take its "
        "IAM mappings away.",
        forms=("alter-role-login",),
    ),
    "DSQL152": Code(
        "a role goes while it owns something",
        "The database drops no role that owns anything.",
        "Give what it owns another owner in the same run (`ALTER … OWNER TO`), or keep the role.",
    ),
    "DSQL153": Code(
        "a privilege that others have to take back",
        "A privilege is taken back by who has granted it, and not while its holder has granted it on.",
        "Connect as the role that the message names and revoke it, or leave it granted in the definitions.",
    ),
    "DSQL154": Code(
        "an object is to be a role's that may not create in its schema",
        "PostgreSQL gives an object only to who could have made it there.",
        "Grant it CREATE on the schema: `GRANT CREATE ON SCHEMA shop TO app`.",
    ),
    "DSQL155": Code(
        "it is unclear in whose name a privilege would be granted or revoked",
        "On the object of a role, admin acts for any role it can act for that may grant the privilege: the "
        "owner, or one that has it WITH GRANT OPTION. Only in the granter's name can it be taken back.",
        "Connect as the owner and change it there, or give the object to admin (`OWNER TO admin`) and change "
        "its privileges in a later run.",
    ),
}
