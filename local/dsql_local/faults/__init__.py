"""Faults that are injected into a running stand-in from outside: what they are, and when they strike."""
