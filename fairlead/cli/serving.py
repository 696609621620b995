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
    may = "Whoever has this address may read the case" + (" and decide in it" if begun.can_write else "")
    closed = "" if begun.can_write else "; it can be read only"
    t.paragraph(f"{may}{closed}. Only this machine can reach it. Ctrl-C ends it.", "dim")
    sys.stdout.flush()
