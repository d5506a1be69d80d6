"""What the service answers about asynchronous jobs."""

from dsql_local.rules.rule import Answer, Evidence

BAD_JOB_ID = Answer(
    name="job-id",
    message="Unable to convert text to UUID",
    sqlstate="22P02",
    evidence=Evidence.RECORDED,
)
