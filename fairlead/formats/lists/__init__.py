"""Sanctions and watch lists: one module a publisher's dialect, all into LIST_ENTRIES and LIST_FACTS.

No list comes with the package: people bring the official files.
"""
