"""Fixtures that all tests may use."""

import signal

pytest_plugins = ["pulumi_engine"]

# A shell starts what runs in the background with SIGINT ignored, and every process inherits that; tests that
# interrupt a program need it as it is in the foreground.
signal.signal(signal.SIGINT, signal.default_int_handler)
