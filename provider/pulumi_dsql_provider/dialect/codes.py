"""Every code that a refusal or an error can carry. A code keeps its meaning for ever.

001-099 definitions: names, types, limits, forms that DSQL has not got, SQL that cannot be read
100-199 changes: what cannot be planned, hazards that are not allowed
200-299 running: steps, jobs, drift, conflicts
300-399 AWS: credentials, endpoints, the control plane
400-499 Pulumi inputs
500-599 command line
"""

CODES: dict[str, str] = {
    # names
    "DSQL001": "a name is empty or holds a zero byte",
    "DSQL002": "a name is longer than 63 bytes",
    "DSQL003": "a name is used twice",
    "DSQL004": "a schema's name is reserved for the system",
    "DSQL005": "a column that is referred to does not exist",
    "DSQL006": "a column is listed twice, or a list of columns is empty",
    # types
    "DSQL007": "text is no type",
    "DSQL008": "a type cannot be stored",
    "DSQL009": "a serial type",
    "DSQL010": "the name of a type is unknown",
    "DSQL011": "a type's length, precision or scale is out of range",
    # keys and indexes
    "DSQL012": "an index key has a sort order",
    "DSQL013": "a type cannot be part of a key",
    "DSQL014": "a key of an index is not exactly one column or expression",
    "DSQL015": "an index includes an expression",
    "DSQL016": "a primary key over a column that may be null",
    "DSQL017": "a unique constraint that repeats another key",
    # limits of the service
    "DSQL020": "too many schemas",
    "DSQL021": "too many tables",
    "DSQL022": "too many columns in a table",
    "DSQL023": "too many indexes on a table",
    "DSQL024": "too many columns in a key",
    # tables and columns
    "DSQL030": "a table without columns",
    "DSQL031": "a column has more than one of default, identity and generated",
    "DSQL032": "an identity column is not bigint",
    "DSQL033": "an identity column's cache is neither 1 nor at least 65536",
    "DSQL034": "an identity column may be null",
    "DSQL035": "the numbers of an identity column contradict each other",
    "DSQL036": "a type has no such storage",
    "DSQL037": "text is not exactly one SQL expression",
    "DSQL038": "an expression holds something that cannot stand where it is",
    # foreign keys
    "DSQL040": "a foreign key has more or fewer columns than it references",
    "DSQL041": "a foreign key references columns that are not unique",
    "DSQL042": "a list of columns with an action that takes none",
    "DSQL043": "a foreign key is deferred but not deferrable",
    "DSQL044": "a foreign key would write into a generated column",
    "DSQL045": "a foreign key's column cannot be compared with the one it references",
    # forms
    "DSQL050": "DSQL has not got a form",
    # files of SQL
    "DSQL060": "text is no SQL",
    "DSQL061": "a statement of a kind that is not managed",
    "DSQL062": "a statement about rows among definitions",
    "DSQL063": "a statement is about something that is not defined",
    "DSQL064": "two statements about one thing contradict each other",
    "DSQL065": "something is dropped while something else needs it",
    # changes
    "DSQL101": "a hazard that is not allowed",
    "DSQL110": "a NOT NULL column in a table that is there",
    "DSQL111": "an identity column in a table that is there",
    "DSQL112": "a generated column in a table that is there",
    "DSQL113": "a column's type changes",
    "DSQL114": "a column becomes NOT NULL",
    "DSQL115": "a primary key comes, goes or changes",
    "DSQL116": "a column becomes generated, or its expression changes",
    "DSQL117": "a column of the primary key goes",
    "DSQL118": "a column that is not bigint NOT NULL becomes an identity",
    "DSQL119": "a unique constraint changes while a foreign key relies on it",
    "DSQL120": "a table goes while a foreign key references it",
    "DSQL121": "no name is free for an index that is built beside another",
    "DSQL122": "a table moves to another schema",
    "DSQL123": "a change needs a form that DSQL has not got",
    "DSQL124": "a column is filled under another name first, and that name is taken",
    # running
    "DSQL200": "a statement failed",
    "DSQL201": "the connection was lost and could not be made again",
    "DSQL202": "a statement met conflicting transactions again and again",
    "DSQL203": "a job failed, or ended without what it was to do",
    "DSQL204": "a unique index met values that are there more than once",
    "DSQL205": "a check is violated by rows that are there",
    "DSQL206": "a foreign key has values without a row that they reference",
    "DSQL207": "a job did not end within the time limit",
    "DSQL210": "the database refuses an expression",
    # AWS, its credentials and connections
    "DSQL301": "a host is no endpoint of a cluster",
    "DSQL302": "no AWS credentials",
    "DSQL303": "the cluster refuses the user or the credentials",
    "DSQL304": "the server's certificate cannot be verified",
    # the control plane
    "DSQL320": "no AWS Region",
    "DSQL321": "the AWS configuration cannot be used",
    "DSQL322": "a cluster does not reach the state it should",
    "DSQL324": "the control plane cannot be reached",
    "DSQL325": "a cluster has deletion protection",
    "DSQL326": "a quota of the service is used up",
    "DSQL327": "the control plane denies access",
    "DSQL328": "the control plane refuses a call",
    # Pulumi
    "DSQL400": "an input is not of the kind it should be",
    "DSQL401": "two resources declare one object",
    "DSQL402": "an object is not what its plan was made for",
    "DSQL403": "an object is there already and differs",
    "DSQL404": "a schema that holds something is deleted",
    "DSQL405": "a table that others reference is deleted",
    "DSQL406": "a table with rows is deleted",
    "DSQL407": "the name of an index is taken by one on another table",
    "DSQL408": "an index on a table that is not there",
    "DSQL409": "a schema is renamed",
    "DSQL410": "the database could not be asked",
    "DSQL411": "something that needs the database, offline",
    "DSQL420": "a change that would need another cluster",
    "DSQL421": "a cluster whose tables hold rows is deleted",
    "DSQL422": "a cluster is gone",
    "DSQL499": "a fault of pulumi-dsql itself",
    # the command line
    "DSQL500": "text is no database URL",
    "DSQL501": "a source cannot be read",
    "DSQL502": "nobody is there to approve",
    "DSQL503": "the database could not be asked",
    "DSQL504": "a schema that is nowhere",
    "DSQL505": "somebody did not approve",
    "DSQL506": "the database has changed since the plan was shown",
    "DSQL507": "somebody stopped it",
    "DSQL508": "two URLs that contradict each other",
    "DSQL510": "a command was given wrong arguments",
    "DSQL599": "a fault of pulumi-dsql itself",
}
