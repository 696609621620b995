"""What a wheel of Fairlead stands on: sbom.cdx.json (CycloneDX 1.6) and the table of licences in docs/licences.md.

    python scripts/sbom.py            # both anew, from the locks
    python scripts/sbom.py --check    # exit 1 where they are not what the locks say

Names, versions and hashes are those of requirements.lock and page/package-lock.json; licences of Python distributions
are read from what is installed, those of the page's packages from its lock. Nothing is asked of a network.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parents[1]
SBOM, TABLE = ROOT / "sbom.cdx.json", ROOT / "docs/licences.md"
_LOCKED = re.compile(r"([\w.-]+)==(\S+)(?: ; ([^\\]+?))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)")

SPELLED = {
    "MIT License": "MIT",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Apache Software License": "Apache-2.0",
}
"""Classifiers that name one licence, as SPDX spells it."""

READ = {
    "click-plugins": "BSD-3-Clause",
    "cligj": "BSD-3-Clause",
    "colorama": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "numba": "BSD-2-Clause",
    "rasterio": "BSD-3-Clause",
}
"""Licences read by a person in the distribution itself, where its metadata does not say which one."""

PERMITTED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT",
    "MIT-0", "OFL-1.1", "PSF-2.0", "Zlib",
}  # fmt: skip
BY_FILE = {"MPL-2.0"}
"""Copyleft that ends with each file: taken where the files are used as they are."""


@dataclass(frozen=True)
class Part:
    """Something that is installed with Fairlead, or is in its page."""

    kind: str
    """``pypi`` or ``npm``."""
    name: str
    version: str
    marker: str
    """Where it is installed; empty for everywhere."""
    hashes: tuple[tuple[HashAlgorithm, str], ...]
    licence: str


def python_parts() -> list[Part]:
    """What requirements.lock lists.

    Raises:
        SystemExit: the licence of one is not known, or the lock is not spelled as `make lock` spells it.
    """
    text = (ROOT / "requirements.lock").read_text()
    found = _LOCKED.findall(text)
    if "".join(re.findall(r"^[\w.-]+==", text, re.M)) != "".join(f"{name}==" for name, *_ in found):
        raise SystemExit("requirements.lock is not spelled as 'make lock' spells it")
    return [
        Part("pypi", name, version, marker, _sha256(hashes), licence_of(name))
        for name, version, marker, hashes in found
    ]


def _sha256(lines: str) -> tuple[tuple[HashAlgorithm, str], ...]:
    return tuple((HashAlgorithm.SHA_256, one) for one in sorted(re.findall("[0-9a-f]{64}", lines)))


def licence_of(name: str) -> str:
    """SPDX expression of the licence of an installed distribution."""
    if name in READ:
        return READ[name]
    said = metadata.metadata(name)
    if expression := said.get("License-Expression"):
        return str(expression)
    named = [str(c).rpartition(" :: ")[2] for c in said.get_all("Classifier") or () if str(c).startswith("License ::")]
    if len(named) == 1 and named[0] in SPELLED:
        return SPELLED[named[0]]
    if (word := str(said.get("License") or "")) in PERMITTED:
        return word
    raise SystemExit(f"{name}: its metadata do not say which licence it has ({named}); read it, and enter it in READ")


def page_parts() -> list[Part]:
    """Packages of npm that go into the page; what only builds it is left out."""
    packages = json.loads((ROOT / "page/package-lock.json").read_text())["packages"]
    found = []
    for path, said in packages.items():
        if path and not said.get("dev"):
            digest = base64.b64decode(said["integrity"].removeprefix("sha512-")).hex()
            name = path.rpartition("node_modules/")[2]
            found.append(Part("npm", name, said["version"], "", ((HashAlgorithm.SHA_512, digest),), said["license"]))
    return found


def check_licences(parts: Sequence[Part]) -> None:
    """Raise SystemExit for a licence that nobody permitted."""
    for part in parts:
        named = {one.strip("() ") for one in re.split(r" (?:AND|OR) ", part.licence)}
        if unknown := named - PERMITTED - BY_FILE:
            raise SystemExit(f"{part.name}: licence {', '.join(sorted(unknown))} is not among those permitted")


def bill(parts: Sequence[Part]) -> str:
    """The bill of materials, without a clock or a serial number: the same locks give the same bytes."""
    licences = LicenseFactory()
    bom = Bom()
    bom.serial_number, bom.metadata.timestamp = None, None  # type: ignore[assignment]
    own = metadata.version("fairlead")
    whole = Component(name="fairlead", version=own, type=ComponentType.APPLICATION, bom_ref=f"pkg:pypi/fairlead@{own}")
    whole.licenses.add(licences.make_from_string("Apache-2.0"))
    bom.metadata.component = whole
    made = []
    for part in parts:
        group, _, name = part.name.rpartition("/")
        purl = PackageURL(part.kind, group or None, name, part.version)
        made.append(
            Component(
                name=part.name, version=part.version, type=ComponentType.LIBRARY, purl=purl, bom_ref=purl.to_string(),
                licenses=[licences.make_from_string(part.licence)],
                hashes=[HashType(alg=kind, content=one) for kind, one in part.hashes],
                properties=[Property(name="environment", value=part.marker)] if part.marker else [],
            )
        )  # fmt: skip
        bom.components.add(made[-1])
    bom.register_dependency(whole, made)
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def table(parts: Sequence[Part]) -> str:
    """The table of licences, for people."""
    lines = [
        "# Licences of what Fairlead stands on",
        "",
        "Made by `make sbom` from the locks; the tests fail where it is not what they say. The same, with hashes, "
        "for programs: [sbom.cdx.json](../sbom.cdx.json) (CycloneDX 1.6).",
        "Wheels of `rasterio` (GDAL, PROJ and what they read), `numpy`, `pyarrow` and `duckdb` carry libraries of "
        "others, whose licences lie in those wheels and are not listed here. Why each is taken: "
        "[0002](decisions/0002-dependencies.md).",
        "",
        "| | version | licence | where |",
        "|---|---|---|---|",
    ]
    for part in parts:
        where = ("page" if part.kind == "npm" else "Python") + (f", `{part.marker}`" if part.marker else "")
        lines.append(f"| {part.name} | {part.version} | {part.licence} | {where} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    parts = [*python_parts(), *page_parts()]
    check_licences(parts)
    wanted = {SBOM: bill(parts), TABLE: table(parts)}
    if "--check" not in arguments:
        for path, content in wanted.items():
            path.write_text(content)
        return 0
    old = [path.name for path, content in wanted.items() if not path.exists() or path.read_text() != content]
    for name in old:
        print(f"{name} is not what the locks say: run 'make sbom'")
    return bool(old)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
