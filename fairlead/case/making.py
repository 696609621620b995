"""Making a case: in an order that can be broken off anywhere and taken up again.

Everything but the log is laid down first. The first entry of the log makes the folder a case; the head beside it comes
last. Until then the entry stands for itself (:meth:`fairlead.case.store.Store.head`).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from fairlead.case.blobs import NAME as BLOBS_NAME
from fairlead.case.disk import clear_writings, in_words, sync_folder, write_whole
from fairlead.case.lock import WriterLock
from fairlead.case.log import Log
from fairlead.case.shelf import RUNS_NAME, TABLES_NAME
from fairlead.case.store import FORMAT, LOCK_NAME, Sitting, Store
from fairlead.errors import CaseError


def make_folder(path: Path, files: Mapping[str, bytes]) -> Store:
    """Make a case, or end the work of making one that was broken off.

    Args:
        path: the folder; made if it is not there.
        files: what lies in a new case, by its path in it. A file that stands there already is kept.

    Raises:
        CaseError: there is a case already, its log was emptied, or the disk refuses.
    """
    store = Store(path)
    if path.exists() and not path.is_dir():
        raise CaseError(f"{path} is a file; a case is a folder")
    store.check_not_emptied()
    if store.has_entries and store.head_path.exists():
        raise CaseError(f"{path} is a case already")
    with in_words(f"making the case {path}"):
        path.mkdir(parents=True, exist_ok=True)
        if store.has_entries:  # all but the head stands, and whoever writes puts that there
            with store.writing():
                return store
        with WriterLock(path / LOCK_NAME):
            if store.has_entries:
                raise CaseError(f"{path} is a case already: another process has just made it")
            _lay_down(path, files)
            _write_first_entry(store)
    return store


def _lay_down(path: Path, files: Mapping[str, bytes]) -> None:
    clear_writings(path)
    clear_writings(path / "templates")
    for name in (BLOBS_NAME, TABLES_NAME, RUNS_NAME):
        (path / name).mkdir(parents=True, exist_ok=True)
        for folder in (path / name, (path / name).parent):  # their names outlive a power cut
            sync_folder(folder)
    sync_folder(path.parent)
    for name, content in files.items():
        if not (path / name).exists():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(path / name, content)


def _write_first_entry(store: Store) -> None:
    store.log_path.unlink(missing_ok=True)  # what is left of a first entry that was never finished
    sitting = Sitting(store, Log((), (), b""))
    try:
        sitting.write("created", format=FORMAT, fairlead=version("fairlead"))
    except BaseException:
        sitting.end(quietly=True)
        raise
    sitting.end(quietly=False)
