"""What differs between two databases: pure, no connection, no policy.

compare(live, wanted)            the changes that lead from the one to the other
questions(live, wanted)          the expressions that only a database can compare; `compare` takes the answers
compare_asking(live, wanted, ask)   both: `ask` answers the questions, if there are any
fresh(changes, wanted)           the new expressions, of which only a database can tell whether they work
fresh_queries(changes)           the same of the queries of views
after(live, changes)             the database once those changes have been made
"""

from pulumi_dsql_provider.diff.change import Change, Changes
from pulumi_dsql_provider.diff.compare import compare, compare_asking, questions
from pulumi_dsql_provider.diff.fresh import Fresh, fresh
from pulumi_dsql_provider.diff.fresh_query import FreshQuery, fresh_queries
from pulumi_dsql_provider.diff.question import Answers, AnyQuestion, QueryQuestion, Question
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.diff.result import after

__all__ = [
    "Answers",
    "AnyQuestion",
    "Change",
    "Changes",
    "Fresh",
    "FreshQuery",
    "QueryQuestion",
    "Question",
    "Renames",
    "after",
    "compare",
    "compare_asking",
    "fresh",
    "fresh_queries",
    "questions",
]
