"""The Pulumi dynamic resource providers: they translate and delegate, nothing else.

The state of every stack names the provider classes by module and class (`dynamic.table.TableProvider`, …):
these paths never change, and the classes hold no state of their own.
"""
