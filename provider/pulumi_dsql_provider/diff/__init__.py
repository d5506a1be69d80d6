"""What differs between two databases: pure, no connection, no policy.

compare(live, wanted)            the changes that lead from the one to the other
questions(live, wanted)          the expressions that only a database can compare; `compare` takes the answers
after(live, changes)             the database once those changes have been made
"""

from pulumi_dsql_provider.diff.change import Change, Changes
from pulumi_dsql_provider.diff.compare import compare, questions
from pulumi_dsql_provider.diff.question import Answers, Question
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.diff.result import after

__all__ = ["Answers", "Change", "Changes", "Question", "Renames", "after", "compare", "questions"]
