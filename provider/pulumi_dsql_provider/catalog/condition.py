"""Whether a fact that a plan relies on holds now."""

from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.model.condition import Condition

# Each gives one row, whether the object is valid, where it is there, and none where it is not.
_QUERIES = {
    "schema": "SELECT true FROM pg_namespace WHERE nspname = %s",
    "table": """
        SELECT true FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %s AND c.relname = %s AND c.relkind = 'r'""",
    "index": """
        SELECT i.indisvalid FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %s AND c.relname = %s""",
    "column": """
        SELECT true FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %s AND c.relname = %s AND a.attname = %s AND a.attnum > 0 AND NOT a.attisdropped""",
    "sequence": """
        SELECT true FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %s AND c.relname = %s AND c.relkind = 'S'""",
    "view": """
        SELECT true FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %s AND c.relname = %s AND c.relkind = 'v'""",
    "domain": """
        SELECT true FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE n.nspname = %s AND t.typname = %s AND t.typtype = 'd'""",
    "domain_constraint": """
        SELECT k.convalidated FROM pg_constraint k
        JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE n.nspname = %s AND t.typname = %s AND k.conname = %s""",
    "statistics": """
        SELECT true FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
        WHERE n.nspname = %s AND s.stxname = %s""",
    "role": "SELECT true FROM pg_roles WHERE rolname = %s",
    "iam_mapping": "SELECT true FROM sys.iam_pg_role_mappings WHERE pg_role_name = %s AND arn = %s",
    "function": "SELECT true FROM pg_proc WHERE oid = to_regprocedure(%s)",
    "identity": """
        SELECT true FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %s AND c.relname = %s AND a.attname = %s AND a.attidentity <> ''""",
    "constraint": """
        SELECT k.convalidated FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %s AND c.relname = %s AND k.conname = %s""",
}


def holds(session: Session, condition: Condition) -> bool:
    """Whether the condition holds now; one query. Raises DatabaseError."""
    if condition.kind == "schema":
        parameters: tuple[str, ...] = (condition.name.schema,)
    elif condition.kind in ("role", "iam_mapping"):
        parameters = (condition.name.name, *(() if condition.part is None else (condition.part,)))
    elif condition.kind == "function":
        parameters = (f"{qualified(condition.name)}({condition.part})",)
    elif condition.part is None:
        parameters = tuple(condition.name)
    else:
        parameters = (*condition.name, condition.part)
    found = session.query(_QUERIES[condition.kind], parameters)
    if condition.state == "absent":
        return not found
    return bool(found) and (condition.state == "present" or bool(found[0][0]))
