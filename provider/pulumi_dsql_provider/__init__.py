"""The engine behind pulumi-dsql: model -> diff -> plan -> apply, and the two fronts that drive it.

One stage per folder, one kind of object per file, the same file name in every stage:

    model/    what a database holds: frozen values, no I/O, no SQL, no policy
    dialect/  what DSQL is: types, names, limits, capabilities; SQL text out (render) and in (parse)
    catalog/  live database -> model
    diff/     (model, model) -> changes
    plan/     changes -> steps with hazards, or refusals with a way out
    apply/    steps -> live database
    aws/      control plane, tokens, connections
    dynamic/  the Pulumi dynamic resource providers
    cli/      the same engine at the command line
"""
