"""The Pulumi dynamic resource providers: they translate and delegate, nothing else.

The state of every stack names them, by `named.provider` and a kind or, if it is old, by module and class
(`dynamic.table.TableProvider`, …): these paths never change, and the classes hold no state of their own.
"""
