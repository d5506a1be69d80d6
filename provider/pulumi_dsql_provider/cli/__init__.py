"""`pulumi-dsql`: inspect, diff and apply, without Pulumi, by the same engine."""
