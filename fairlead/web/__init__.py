"""The workspace in a browser: a case as typed JSON on this machine, and the page that shows it. It shows rows and
computes none."""
