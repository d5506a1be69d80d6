"""SQL for what maps roles to IAM; only DSQL has it."""

from pulumi_dsql_provider.dialect.identifiers import literal, quote
from pulumi_dsql_provider.dialect.render.layout import fill
from pulumi_dsql_provider.model import IamMapping


def grant(mapping: IamMapping) -> str:
    """AWS IAM GRANT."""
    return fill([f"AWS IAM GRANT {quote(mapping.role)}", f"TO {literal(mapping.arn)}"])


def revoke(mapping: IamMapping) -> str:
    """AWS IAM REVOKE."""
    return fill([f"AWS IAM REVOKE {quote(mapping.role)}", f"FROM {literal(mapping.arn)}"])
