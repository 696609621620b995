"""The part of the report on detections in images: which ship of AIS each may be, or none, and what that cannot show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from fairlead.base.timeline import say_time
from fairlead.case.cutouts import Cutout
from fairlead.report.aisrows import MATCHES, VERDICTS, shown
from fairlead.report.blocks import Block, Cell, Section, Table, columns, plain, quiet
from fairlead.report.grammar import say_many
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text, show_words
from fairlead.report.notes import Notes
from fairlead.report.scenefigure import draw_cutouts
from fairlead.report.svg import Theme

TITLE = "Detections in images"
LIMITS = (
    "A detection is something that a program found in an image, and no ship before a person looks at it; none of them "
    "is counted here. Unmatched is not dark: it may be no vessel, a vessel that need not carry AIS, or one whose AIS "
    "nobody heard. A match rests on what a transponder said of itself."
)


def detections_section(
    held: Held, notes: Notes, cutouts: Mapping[str, Cutout], theme: Theme, width: float, number: int
) -> Section | None:
    """What the detections of the case are matched to; None where it holds none, or no run has come to it.

    Args:
        cutouts: pixels by id of the detection.
        number: of the figure that shows them.
    """
    rows = held.rows(MATCHES)
    if not rows:
        return None
    counts = Counter(r["verdict"] for r in rows)
    scenes = len({(r["detector"], r["scene"]) for r in rows})
    told = ", ".join(f"{counts[words]:,} {words}" for words in VERDICTS if counts[words])
    lead = f"{say_many(len(rows), 'detection')} of {say_many(scenes, 'scene')}: {told}."
    if guessed := sum(r["is_area_guessed"] for r in rows):
        lead += (
            f" Of {guessed:,} nothing tells how much water was searched: the box around what was found stands for it."
        )
    stays = {id_: one["words"] for one in held.rows("infrastructure") for id_ in one["detection_ids"]}
    body = [
        (
            Cell(show_text(r["label"], 60), notes.cite(r["detection_match_id"]), is_bold=True, sub=_where(r)),
            Cell(say_time(r["time"]) if r["time"] else "not known", sub=show_text(r["scene"] or "", 80)),
            Cell(r["verdict"], sub=_ship(r)),
            Cell(show_words(" ".join(filter(None, (r["words"], stays.get(r["detection_id"])))))),
        )
        for r in shown(held, MATCHES)
    ]  # fmt: skip
    heads = columns(("Detection", 1.6), ("Seen", 1.8), ("Beside AIS", 1.6), ("In words", 3.8))
    more = f"{len(rows) - len(body):,} more: fairlead show CASE {MATCHES}." if len(rows) > len(body) else ""
    caption = "Those without a ship first, near places of the case before others"
    blocks: list[Block] = [plain(lead), quiet(LIMITS), Table(caption, heads, tuple(body), more)]
    if figure := draw_cutouts(shown(held, MATCHES), cutouts, theme, width, number):
        blocks.append(figure)
    return Section(TITLE, "detections", tuple(blocks))


def _where(row: Row) -> str:
    return f"{row['lat']:.4f}, {row['lon']:.4f}" if row["lat"] is not None else "no place on the ground"


def _ship(row: Row) -> str:
    if row["mmsi"] is None or row["verdict"] != "matched":
        return ""
    name = f", {show_text(row['ship_name'], 40)}" if row["ship_name"] else ""
    return f"MMSI {row['mmsi']:09d}{name}"
