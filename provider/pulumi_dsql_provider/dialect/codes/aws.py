"""300-399: AWS, its credentials, connections and the control plane."""

from pulumi_dsql_provider.dialect.codes.code import Code

CODES: dict[str, Code] = {
    # credentials and connections
    "DSQL301": Code(
        "a host is no endpoint of a cluster",
        "An endpoint names the cluster and its Region, which tokens are signed for.",
        "Give the host name alone: `<identifier>.dsql.<region>.on.aws`, without scheme, user or port.",
    ),
    "DSQL302": Code(
        "no AWS credentials",
        "The standard chain has none: environment, profile, SSO, container, instance. Or they cannot be "
        "renewed: an SSO session is over, a role cannot be assumed.",
        "Run `aws sso login` or `aws configure`, or set `AWS_PROFILE`, or give `profile=`. To preview "
        "without credentials, set `PULUMI_DSQL_OFFLINE=1`.",
    ),
    "DSQL303": Code(
        "the cluster refuses the user or the credentials",
        "The credentials may not connect as this user, the token is signed for another Region, the clock of "
        "this machine is wrong, or the role does not exist.",
        "Grant `dsql:DbConnectAdmin` for `admin`, `dsql:DbConnect` for any other user; another user also "
        "needs `AWS IAM GRANT` in the database. Check the Region and the clock.",
    ),
    "DSQL304": Code(
        "the server's certificate cannot be verified",
        "TLS is always verified, with the host's name. Something else answers under that name, or the "
        "certificates to trust are not those of the server.",
        "Unset `PGSSLROOTCERT` for Amazon's own; for the stand-in take the variables of `dsql-local env`.",
    ),
    # the control plane
    "DSQL320": Code(
        "no AWS Region",
        "Neither the program nor the environment nor the profile names one.",
        "Set `region=` on the cluster, or `AWS_REGION`.",
    ),
    "DSQL321": Code(
        "the AWS configuration cannot be used",
        "boto3 cannot read the profile or a file of the configuration.",
        "Correct what the message names in `~/.aws/config`, or use another profile.",
    ),
    "DSQL322": Code(
        "a cluster does not reach the state it should",
        "It was waited for during ten minutes, or it has failed.",
        "Look at the cluster in the AWS console and run again: it is waited for, not made anew.",
    ),
    "DSQL324": Code(
        "the control plane cannot be reached",
        "There was no answer from `dsql.<region>.api.aws`.",
        "Check the network, the Region, and `AWS_ENDPOINT_URL_DSQL` if it is set.",
    ),
    "DSQL325": Code(
        "a cluster has deletion protection",
        "It is on unless it is switched off, as in the service.",
        "Set `deletion_protection=False`, run `pulumi up`, then delete the cluster.",
    ),
    "DSQL326": Code(
        "a quota of the service is used up",
        "An account has a number of clusters in each Region.",
        "Delete a cluster that nobody needs, or ask AWS for a higher quota.",
    ),
    "DSQL327": Code(
        "the control plane denies access",
        "The credentials lack the right that the message names.",
        "Grant it; [permissions](../guides/permissions.md) lists them.",
    ),
    "DSQL328": Code(
        "the control plane refuses a call",
        "The words of the service are in the message.",
        "Do what they say; throttled calls can be run again.",
    ),
}
