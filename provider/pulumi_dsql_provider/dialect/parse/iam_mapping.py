"""AWS IAM GRANT and AWS IAM REVOKE, which only DSQL has; PostgreSQL's scanner knows their words."""

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.role import noted, own
from pulumi_dsql_provider.dialect.parse.statement import Statement, Word
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import IamMapping

_FORMS = {nodes.GRANT: nodes.TO, nodes.REVOKE: nodes.FROM}
_BEFORE_ARNS = 5  # AWS, IAM, GRANT, role, TO
_COMMA = nodes.ASCII_44


def fold(statement: Statement, draft: Draft) -> None:
    """Map each ARN to the role, or take the mapping away."""
    kinds = [word.token for word in statement.words]
    arns = statement.words[_BEFORE_ARNS::2]
    if (
        len(kinds) <= _BEFORE_ARNS
        or kinds[_BEFORE_ARNS - 1] != _FORMS.get(kinds[2])
        or any(not _text(statement, word).startswith("'") for word in arns)
        or any(kind != _COMMA for kind in kinds[_BEFORE_ARNS + 1 :: 2])
        or len(kinds) % 2
    ):
        raise _unreadable(statement)
    draft.access.tells.add("iam_mappings")
    role = own(statement, _name(statement, statement.words[3]))
    noted(statement, (role,), draft)
    for word in arns:
        arn = _text(statement, word)[1:-1].replace("''", "'")
        if kinds[2] == nodes.GRANT:
            draft.access.iam_mappings[role, arn] = IamMapping(role=role, arn=arn)
        else:
            draft.access.iam_mappings.pop((role, arn), None)


def _name(statement: Statement, word: Word) -> str:
    """A name as SQL reads it: in small letters unless it stands in double quotes."""
    text = _text(statement, word)
    return text[1:-1].replace('""', '"') if text.startswith('"') else text.lower()


def _text(statement: Statement, word: Word) -> str:
    return statement.text[word.start - statement.start : word.end - statement.start].decode()


def _unreadable(statement: Statement) -> Refused:
    message = "this is no AWS IAM GRANT and no AWS IAM REVOKE"
    way_out = "write AWS IAM GRANT role TO 'arn', or AWS IAM REVOKE role FROM 'arn'"
    return Refused(statement.refusal("DSQL060", message, way_out))
