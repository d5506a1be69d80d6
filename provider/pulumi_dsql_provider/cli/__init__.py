"""`pulumi-dsql`: inspect, diff, apply and lint, without Pulumi, by the same engine."""
