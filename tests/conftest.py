"""Fixtures that all tests may use."""

pytest_plugins = ["pulumi_engine"]
