"""Floor 2: readers and writers of files. Strict: a row is used, or refused with a reason; rows in = kept + rejected."""

from fairlead.formats.ais import is_reports, read_reports
from fairlead.formats.api import Read, Sniffed, refusal
from fairlead.formats.archives import Member, is_archive, members
from fairlead.formats.exports import write_csv
from fairlead.formats.kinds import KINDS, read, sniff
from fairlead.formats.templates import read_templates

__all__ = [
    "KINDS",
    "Member",
    "Read",
    "Sniffed",
    "is_archive",
    "is_reports",
    "members",
    "read",
    "read_reports",
    "read_templates",
    "refusal",
    "sniff",
    "write_csv",
]
