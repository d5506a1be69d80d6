"""001-099: what is wrong with a definition, before anything is compared."""

from pulumi_dsql_provider.dialect.codes.code import Code

_QUOTAS = "user guide, quotas; 2026-10-03"

CODES: dict[str, Code] = {
    # names
    "DSQL001": Code(
        "a name is empty or holds a zero byte",
        "PostgreSQL has no such names.",
        "Give it a name. Any other character is allowed: names are quoted where they need it.",
    ),
    "DSQL002": Code(
        "a name is longer than 63 bytes",
        "The database would cut it off, and the next plan would find another name than the program says. A "
        "character that is not ASCII takes two to four bytes.",
        "Choose a shorter name. Where PostgreSQL makes the name (of a constraint), give one with `name=`.",
    ),
    "DSQL003": Code(
        "a name is used twice",
        "The columns of a table share one set of names, so do the constraints of a table, and so do all "
        "tables and indexes of a schema, among them the indexes behind primary keys and unique constraints.",
        "Rename one of the two; in SQL files, remove one of two CREATE statements.",
    ),
    "DSQL004": Code(
        "a schema's name is reserved for the system",
        "`sys`, `information_schema` and every name that begins with `pg_` belong to the system.",
        "Choose another name.",
    ),
    "DSQL005": Code(
        "a column that is referred to does not exist",
        "A key, a check, an index or a generated column names a column that its table has not got, or a view "
        "one that nothing which it reads has. Text in double quotes, and text without quotes, is read as a "
        "column.",
        "Correct the name. A text value stands in single quotes: `status = 'open'`.",
    ),
    "DSQL006": Code(
        "a column is listed twice, or a list of columns is empty",
        "A key needs at least one column, and each column counts once.",
        "List each column once.",
    ),
    # types
    "DSQL007": Code(
        "text is no type",
        "A column's type is exactly one type in SQL, without NOT NULL, DEFAULT or a comment behind it.",
        "Write one type, such as `integer` or `numeric(12,2)`; all else are arguments of `Column`.",
    ),
    "DSQL008": Code(
        "a type cannot be stored",
        "DSQL stores a part of PostgreSQL's types: no arrays, enums, ranges, geometry, network addresses.",
        "Use what the message names: `jsonb` or a table of its own for an array, `text` with a check for an "
        "enum, two columns for a range.",
        forms=("column-array", "column-enum", "column-json", "column-jsonb"),
    ),
    "DSQL009": Code(
        "a serial type",
        "DSQL has identity columns instead of `serial` and its kin.",
        'Write `Column("id", "bigint", identity=Identity(cache=65536))`, or use a `uuid` with the default '
        "`gen_random_uuid()`.",
        forms=("column-serial",),
    ),
    "DSQL010": Code(
        "the name of a type is unknown",
        "It is no built-in type, and no domain of that name is declared or there. DSQL has no other types of "
        "your own.",
        "Correct the name, declare the domain, or write it with its schema: `shop.email`.",
    ),
    "DSQL011": Code(
        "a type's length, precision or scale is out of range",
        "`varchar(n)` takes 1 to 65,535, `char(n)` 1 to 4,096, `numeric` a precision up to 1,000, times and "
        "intervals 0 to 6 digits. `numeric` alone is `numeric(18,6)` in DSQL.",
        "Choose a value in range, or `text` for long strings.",
        evidence=_QUOTAS,
    ),
    # keys and indexes
    "DSQL012": Code(
        "an index key has a sort order",
        "DSQL's indexes are read in both directions and take no ASC or DESC.",
        "Leave the order out. Where nulls must come first, use `Key(…, nulls_first=True)`.",
        forms=("index-sort-order",),
    ),
    "DSQL013": Code(
        "a type cannot be part of a key",
        "DSQL has no keys over `bytea`, `json`, `jsonb`, `interval` and `time with time zone`.",
        "Leave the column out of the key, or index an expression of another type, such as "
        "`Expression(\"settings ->> 'name'\")`.",
        forms=("index-on-numeric",),
    ),
    "DSQL014": Code(
        "a key of an index is not exactly one column or expression",
        "Each key is one of the two.",
        "Give a name, a `Key` or an `Expression`.",
    ),
    "DSQL015": Code(
        "an index includes an expression",
        "Only columns can be stored beside the keys.",
        "Make the expression a key, or include the columns it is computed from.",
        forms=("index-include-expression",),
    ),
    "DSQL016": Code(
        "a primary key over a column that may be null",
        "A primary key makes its columns NOT NULL, and this one says otherwise.",
        "Set `nullable=False` on the column or leave it out: a column of the key is NOT NULL by itself.",
    ),
    "DSQL017": Code(
        "a unique constraint that repeats another key",
        "The database makes only one of two equal constraints, so the other one would be missing for ever.",
        "Leave it out. A primary key is unique as it is.",
    ),
    # limits of the service
    "DSQL020": Code(
        "too many schemas, or sequences",
        "A cluster holds at most 10 schemas and 5,000 sequences; the limits cannot be raised.",
        "Use fewer, or a second cluster. What goes does so at the end of a plan: drop it in an earlier "
        "change.",
        evidence=_QUOTAS,
    ),
    "DSQL021": Code(
        "too many tables",
        "A cluster holds at most 1,000 tables; the limit cannot be raised.",
        "Use fewer tables, or a second cluster. Tables that go do so at the end of a plan: drop them in an "
        "earlier change.",
        evidence=_QUOTAS,
    ),
    "DSQL022": Code(
        "too many columns in a table",
        "A table has at most 255 columns.",
        "Split the table, or keep some values in one `jsonb` column. Columns that go do so at the end of a "
        "plan: drop them in an earlier change.",
        evidence=_QUOTAS,
    ),
    "DSQL023": Code(
        "too many indexes on a table",
        "A table has at most 24 indexes. The primary key and each unique constraint count as one.",
        "Use fewer; an index with more columns may serve the queries of several.",
        evidence=_QUOTAS,
    ),
    "DSQL024": Code(
        "too many columns in a key",
        "A key has at most 8 columns. Included columns do not count.",
        "Use fewer, and give the others to the index with `include=`.",
        evidence=_QUOTAS,
    ),
    "DSQL028": Code(
        "too many statistics on a table",
        "A table has at most 5 extended statistics.",
        "Use fewer: those of more columns tell as much about each pair of them.",
    ),
    "DSQL029": Code(
        "statistics over the wrong number of columns",
        "Extended statistics are about two to eight columns or expressions together, or about one "
        "expression, and then of no kind.",
        "List two or more; a single column has statistics anyway.",
    ),
    # tables and columns
    "DSQL030": Code(
        "a table without columns",
        "PostgreSQL allows it, DSQL does not.",
        "Give it at least one column.",
    ),
    "DSQL031": Code(
        "a column has more than one of default, identity and generated",
        "Each of them says where a value comes from when none is given.",
        "Keep one of them.",
    ),
    "DSQL032": Code(
        "an identity column is not bigint",
        "DSQL's sequences are `bigint`.",
        "Make the column `bigint`.",
        forms=("column-identity",),
    ),
    "DSQL033": Code(
        "an identity column's cache is neither 1 nor at least 65536",
        "DSQL takes no other sizes. A sequence is shared by all nodes: each takes `cache` numbers at a time.",
        "Use 65536 for many inserts (numbers have gaps and are not in the order of time), 1 for nearly "
        "ordered numbers at a low rate.",
        forms=("column-identity",),
    ),
    "DSQL034": Code(
        "an identity column may be null",
        "An identity column is NOT NULL.",
        "Make the column NOT NULL.",
    ),
    "DSQL035": Code(
        "the numbers of an identity column contradict each other",
        "The start must lie between the smallest and the largest number, and the increment cannot be 0.",
        "Correct `start`, `increment`, `min_value` or `max_value`.",
    ),
    "DSQL036": Code(
        "a type has no such storage",
        "Types of a fixed size are always stored `plain`.",
        "Leave `storage=` out.",
        forms=("column-storage",),
    ),
    "DSQL037": Code(
        "text is not exactly one SQL expression",
        "A default, a check, a generated column, an index expression or a condition is one SQL expression.",
        "Write one expression, without a semicolon. A text value has single quotes inside: "
        "`default=\"'open'\"`.",
    ),
    "DSQL038": Code(
        "an expression holds something that cannot stand where it is",
        "Subqueries can stand in none of these expressions; a default sees no column; a generated column "
        "sees no other generated one.",
        "Compute the value in the program or in a query; use `generated=` for what follows from other "
        "columns.",
    ),
    # foreign keys
    "DSQL040": Code(
        "a foreign key has more or fewer columns than it references",
        "They are compared one by one.",
        "Name as many columns as it references, in the same order.",
    ),
    "DSQL041": Code(
        "a foreign key references columns that are not unique",
        "A foreign key needs a primary key or a unique constraint (or a plain unique index) on the other "
        "side.",
        "Reference the primary key, or declare a `Unique` over these columns there.",
    ),
    "DSQL042": Code(
        "a list of columns with an action that takes none",
        "Only SET NULL and SET DEFAULT take columns, and only those of the foreign key.",
        "Leave `on_delete_columns` out, or name columns of the foreign key.",
    ),
    "DSQL043": Code(
        "a foreign key is deferred but not deferrable",
        "`initially_deferred` says when a deferrable key is checked.",
        "Set `deferrable=True` too.",
    ),
    "DSQL044": Code(
        "a foreign key would write into a generated column",
        "SET NULL, SET DEFAULT and ON UPDATE CASCADE change the column, which is computed.",
        'Use `no action`, `restrict`, or `on_delete="cascade"`.',
    ),
    "DSQL045": Code(
        "a foreign key's column cannot be compared with the one it references",
        "The two have types without a common `=`.",
        "Give both columns the same type.",
    ),
    # forms
    "DSQL047": Code(
        "an index or a generated column calls a function that is not immutable",
        "Its value is stored, so it may not depend on anything but its arguments. A function is volatile "
        "unless it says IMMUTABLE.",
        "Declare the function IMMUTABLE if it is, or compute the value where rows are written.",
    ),
    "DSQL050": Code(
        "DSQL has not got a form",
        "PostgreSQL has it and DSQL refuses it. What DSQL takes is kept as a dated table and grows.",
        "Leave it out, or use what the message names.",
        forms=(
            "create-temporary-table",
            "create-unlogged-table",
            "create-partitioned-table",
            "create-table-as",
            "create-table-inherits",
            "create-table-with-parameters",
            "create-table-tablespace",
            "create-table-on-commit",
            "create-table-using-access-method",
            "create-table-of-type",
            "column-collation",
            "column-compression",
            "constraint-enforced",
            "exclusion-constraint",
            "deferrable-unique",
            "index-using",
            "index-operator-class",
            "index-collation",
            "index-with-parameters",
            "create-materialized-view",
            "create-trigger",
            "create-type",
            "create-extension",
        ),
    ),
    # views
    "DSQL055": Code(
        "more views than a cluster holds",
        "A cluster holds 5,000 views; that cannot be raised.",
        "Use fewer views, or a second cluster.",
    ),
    "DSQL056": Code(
        "a view's definition is too long",
        "A definition has at most 2 MiB.",
        "Split the query into several views.",
    ),
    "DSQL057": Code(
        "a view that cannot be made",
        "Two of its columns have one name, it lists more names than its query has columns, it reads itself, "
        "or its rows cannot be checked because it is no plain selection from one table or view.",
        "Give the columns names of their own with AS, correct the list, or leave the check option out.",
    ),
    # files of SQL
    "DSQL060": Code(
        "text is no SQL",
        "PostgreSQL's own grammar cannot read the file at this line.",
        "Correct it. Files for `psql` with its backslash commands are not SQL.",
    ),
    "DSQL061": Code(
        "a statement of a kind that is not managed",
        "What a definition of what there is cannot hold is not managed.",
        "Keep such statements in a file of their own and run them by other means.",
    ),
    "DSQL062": Code(
        "a statement about rows among definitions",
        "A definition says what the schema is; INSERT and its kin say what is in it.",
        "Keep such statements in a file of their own.",
        forms=("truncate",),
    ),
    "DSQL063": Code(
        "a statement is about something that is not defined",
        "It alters, comments on or references what no statement of the files has created.",
        "Define it, or correct the name. The order of files is that of their paths.",
    ),
    "DSQL064": Code(
        "two statements about one thing contradict each other",
        "There would be two primary keys, or a column with two defaults.",
        "Keep one of them.",
    ),
    "DSQL065": Code(
        "something is dropped while something else needs it",
        "As PostgreSQL would say: without CASCADE a DROP fails where something hangs on it.",
        "Drop that first, or write CASCADE.",
    ),
    # roles and privileges
    "DSQL070": Code(
        "a role of the service's own",
        "`admin`, `dbowner` and whatever begins with `pg_` come with a cluster; nobody makes, changes or "
        "grants them.",
        "Choose another name for a role of yours.",
        evidence="user guide, database roles: `admin` cannot be modified",
    ),
    "DSQL071": Code(
        "a role that has no name of its own",
        "`CURRENT_USER` and its kin stand for whoever runs the statement, which a definition does not know; "
        "`PUBLIC` stands for all roles and can be a member of none and own nothing.",
        "Write the name of the role.",
    ),
    "DSQL072": Code(
        "a role that is a member of itself",
        "Directly, or by way of others: PostgreSQL lets no role have what it has by way of itself.",
        "Take one of the memberships out.",
    ),
    "DSQL073": Code(
        "a role that cannot log in is mapped to IAM",
        "The mapping says who may connect as the role.",
        "Declare it `WITH LOGIN`.",
        evidence="user guide, database roles and IAM",
    ),
    "DSQL074": Code(
        "what a role is mapped to is no ARN of IAM",
        "A mapping names a user or a role of IAM as IAM does: `arn:aws:iam::123456789012:role/app`.",
        "Copy the ARN from IAM. A session (`arn:aws:sts::…:assumed-role/app/…`) is mapped by its role.",
        evidence="user guide, database roles and IAM",
    ),
    "DSQL075": Code(
        "a role that is not declared among those that are",
        "Definitions that declare roles declare all of them: one that is there and not declared is dropped, "
        "and nothing can be granted to it.",
        "Declare it with `CREATE ROLE`, or correct the name. Definitions without a single role leave all "
        "that are there alone.",
    ),
    "DSQL076": Code(
        "a privilege that such an object has not got",
        "Each kind of object has privileges of its own: one executes a function and selects from a table.",
        "Write one of those that the message lists, or `ALL`.",
    ),
    "DSQL077": Code(
        "PUBLIC is to grant on what it is granted",
        "PUBLIC stands for all roles, and all roles cannot have the right to grant.",
        "Leave WITH GRANT OPTION out, or name the roles.",
    ),
}
