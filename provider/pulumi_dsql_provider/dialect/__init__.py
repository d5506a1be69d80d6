"""See the package docstring of pulumi_dsql_provider."""
