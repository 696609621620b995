"""Templates: for every kind a CSV of its columns with one example, which is a remark and no row."""

from __future__ import annotations

from importlib.resources import files


def read_templates() -> dict[str, str]:
    """The text of each kind's template, by file name: a header, and an example row that begins with ``# ``.

    ``fairlead new`` leaves them in a case; read as they are they have no rows.
    """
    folder = files("fairlead.formats.templates")
    return {
        f.name: f.read_text(encoding="utf-8")
        for f in sorted(folder.iterdir(), key=lambda f: f.name)
        if f.name.endswith(".csv")
    }
