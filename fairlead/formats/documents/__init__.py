"""Documents: texts that somebody published, out of web pages, PDF, Word, mail, plain text and archives of pages.

What takes a stranger's file apart (``worker`` and what it imports) runs in a process of its own and loads no tables.
"""
