"""What is said when the workspace is open: where, for whom, and how it ends."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fairlead.cli.terminal import Terminal

if TYPE_CHECKING:
    from fairlead.web.serve import Serving


def say_serving(t: Terminal, begun: Serving) -> None:
    """The address alone on its line, so that it can be copied."""
    if not begun.is_built:
        t.paragraph(
            "note: the page of the workspace is not built in this checkout, so a browser shows nothing yet; "
            "'scripts/page' builds it (half a minute, npm's registry once). The data is served all the same.",
            "contradicted",
        )
    t.line(begun.address)
    who = (
        "Users of the file come in with their password"
        if begun.has_users
        else "Whoever has this address may read the case"
    )
    may = " and, in their role, decide in it" if begun.has_users else " and decide in it"
    t.paragraph(f"{who}{'' if begun.why_not else may}. Only this machine can reach it. Ctrl-C ends it.", "dim")
    if begun.why_not:
        t.paragraph(begun.why_not, "contradicted")
    sys.stdout.flush()
