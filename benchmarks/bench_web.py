"""The workspace before many readers: answers of the server to 50 who ask at once, each its own requests one after the
other, as browsers do. The server is a process of its own; the bundled case; nothing is asked elsewhere.

With ``--page`` the page itself, in Chromium with software rendering (:mod:`benchmarks.bench_page`): how long until the
answer and the map are there, and frame times of the map, also with 200,000 points more on it; ``--case`` names a case.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

from benchmarks import bench_page

EXAMPLE = Path(__file__).parents[1] / "examples" / "dprk-oil-2024"
FAIRLEAD = (sys.executable, "-m", "fairlead")
ASKED = (
    "/api/case", "/api/answer", "/api/pulse", "/api/ledger/matrix", "/api/evidence", "/api/vessels", "/api/run",
    "/api/layers/sightings", "/api/layers/stays", "/api/explain?target=F1", "/api/review",
    "/api/tables/trips/rows?limit=100", "/api/tables/sightings/rows?find=yu+son&sort=date_start",
)  # fmt: skip
"""What a page asks when its views are gone through."""


def main(argv: list[str]) -> None:
    """Print the times of answers and how many went wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks web", description=__doc__)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--think", type=float, default=1.0, help="seconds a reader waits between two requests")
    parser.add_argument("--page", action="store_true", help="the page in Chromium, not the answers to many readers")
    parser.add_argument("--case", type=Path, help="a case that stands; else the bundled one is made")
    parser.add_argument("--points", type=int, default=200_000, help="points drawn besides, for frame times")
    parser.add_argument("--starts", type=int, default=3, help="servers begun anew, for the time to the first view")
    parser.add_argument(
        "--plain", action="store_true", help="as Chromium draws by itself, nothing forced into software"
    )
    wanted = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        case = wanted.case or make_bundled(Path(folder) / "case")
        if wanted.page:
            for view in ("answer", "map"):
                bench_page.measure(case, view, wanted.starts, wanted.points, wanted.plain)
            return
        server = subprocess.Popen([*FAIRLEAD, "serve", str(case), "--port", "0"], stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            address = next(line for line in server.stdout if line.startswith("http")).strip()
            measure(address, wanted.readers, wanted.seconds, wanted.think)
        finally:
            server.terminate()
            server.wait(10)


def make_bundled(case: Path) -> Path:
    """The bundled case, run."""
    case.mkdir()
    shutil.copy(EXAMPLE / "case.toml", case)
    for step in (["new", case], ["add", case, *sorted(EXAMPLE.glob("*.csv"))], ["run", case]):
        subprocess.run([*FAIRLEAD, *map(str, step)], check=True, stdout=subprocess.DEVNULL)
    return case


def measure(address: str, readers: int, seconds: float, think: float) -> None:
    """Let readers ask until the time is over; those of the first two seconds, when tables are read, are told apart."""
    host, _, key = address.removeprefix("http://").partition("/#key=")
    times: list[tuple[float, float, str]] = []
    wrong: list[str] = []
    begun = time.perf_counter()

    def read(number: int) -> None:
        link = HTTPConnection(host, timeout=60)
        origin = f"http://{host}"
        said = {"origin": origin, "content-type": "application/json"}
        link.request("POST", "/api/session", json.dumps({"key": key}), said)
        answer = link.getresponse()
        answer.read()
        cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        turn = number
        while (at := time.perf_counter()) - begun < seconds:
            path = ASKED[turn % len(ASKED)]
            turn += 1
            link.request("GET", path, headers={"cookie": cookie})
            answer = link.getresponse()
            answer.read()
            took = time.perf_counter() - at
            times.append((at - begun, took, path))
            if answer.status != 200:
                wrong.append(f"{answer.status} {path}")
            time.sleep(think)

    threads = [threading.Thread(target=read, args=(i,)) for i in range(readers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    warm = sorted(took for at, took, _ in times if at > 2.0)
    print(f"{readers} readers, {seconds:g} s, {think:g} s between requests: {len(times):,} answers, {len(wrong)} wrong")
    print(
        f"after the first 2 s: {len(warm) / (seconds - 2.0):.0f} answers/s; median {1e3 * quantile(warm, 0.5):.0f} ms, "
        f"95th percentile {1e3 * quantile(warm, 0.95):.0f} ms, longest {1e3 * warm[-1]:.0f} ms"
    )
    for path in ASKED:
        own = sorted(took for at, took, asked in times if asked == path and at > 2.0)
        print(f"  {path:<62} 95th percentile {1e3 * quantile(own, 0.95):.0f} ms")
    for words in sorted(set(wrong))[:10]:
        print("wrong:", words)


def quantile(ordered: list[float], share: float) -> float:
    """A quantile of a list in order; nothing of an empty one."""
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


if __name__ == "__main__":
    main(sys.argv[1:])
