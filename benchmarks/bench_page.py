"""The page of the workspace in Chromium with software rendering: how long until something can be read, and frame times.

Each start is a server of its own, just begun, and a browser profile of its own. *Answer* is there when its counts are
drawn, *map* when land and events are, *tracks* when tracks are too and nothing is waited for. Frames are counted while
the map is moved and zoomed for some seconds.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WIDE, HIGH = 1440, 900
QUIET = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
         "--disable-component-update", "--use-gl=angle", "--use-angle=swiftshader",
         "--enable-unsafe-swiftshader"]  # fmt: skip

SEEN = """
window.seen = {};
const note = (name) => {
  if (name in window.seen) return;
  window.seen[name] = 0;
  requestAnimationFrame(() => requestAnimationFrame(() => { window.seen[name] = performance.now(); }));
};
new MutationObserver(() => {
  if (document.querySelector('.counts .big')) note('answer');
  if (document.querySelector('main h1')) note('view');
}).observe(document, { childList: true, subtree: true });
const watch = () => {
  const map = window.fairleadMap;
  const isThere = (name) => map.getSource(name) && map.isSourceLoaded(name);
  const isBegun = map && isThere('land') && isThere('dots');
  if (isBegun) note('map');
  if (isBegun && map.loaded() && !document.querySelector('.map-side [role=status]')) note('tracks');
  else setTimeout(watch, 20);
};
watch();
"""
"""Runs before the page does: moments, in ms since the address was opened, at which things stood on the screen."""

FRAMES = """
async ([kind, ms]) => {
  const map = window.fairleadMap, frames = [], begun = performance.now();
  let last = begun, isOver = false;
  const count = () => { const now = performance.now(); frames.push(now - last); last = now; };
  map.on('render', count);
  for (const way of [1, -1]) {
    if (kind === 'pan') map.panBy([300 * way, 0], { duration: ms / 2 });
    else map.zoomTo(map.getZoom() + 3 * way, { duration: ms / 2 });
    await new Promise((done) => map.once('moveend', done));
  }
  map.off('render', count);
  return frames.slice(1);
}
"""
"""Frame times while the map is moved as a person moves it, there and back."""

POINTS = """
async (many) => {
  const map = window.fairleadMap, begun = performance.now(), b = map.getBounds(), lines = [];
  const [wide, high] = [b.getEast() - b.getWest(), b.getNorth() - b.getSouth()];
  for (let ship = 0; ship < many / 1000; ship++) {
    let [x, y] = [b.getWest() + Math.random() * wide, b.getSouth() + Math.random() * high];
    const line = [];
    for (let i = 0; i < 1000; i++) {
      x += (Math.random() - 0.5) * wide / 200;
      y += (Math.random() - 0.5) * high / 200;
      line.push([x, y]);
    }
    const geometry = { type: 'LineString', coordinates: line };
    lines.push({ type: 'Feature', geometry, properties: { id: 's' + ship } });
  }
  map.addSource('made-up', { type: 'geojson', data: { type: 'FeatureCollection', features: lines } });
  map.addLayer({ id: 'made-up', type: 'line', source: 'made-up', paint: { 'line-color': '#3366cc' } });
  await new Promise((done) => map.once('idle', done));
  return performance.now() - begun;
}
"""
"""Draws made-up tracks of so many reports besides; answers when they stand there."""


@contextmanager
def serving(case: Path) -> Iterator[tuple[str, subprocess.Popen[str], float]]:
    """A server of a case, its address, and the seconds until it answered."""
    begun = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "fairlead", "serve", str(case), "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        address = next(line for line in server.stdout if line.startswith("http")).strip()
        yield address, server, time.perf_counter() - begun
    finally:
        server.terminate()
        server.wait(20)


def memory(pid: int) -> tuple[float, float]:
    """MiB that a process holds, and the most it held."""
    said = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return tuple(int(said[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))  # type: ignore[return-value]  # two names, two figures


def spent(pid: int) -> float:
    """CPU seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


PLAIN = [flag for flag in QUIET if "gl" not in flag and "swiftshader" not in flag]
"""As Chromium draws by itself on a machine without a graphics card: the map alone in software GL."""


def measure(case: Path, view: str, starts: int, drawn: int, is_plain: bool = False) -> None:
    """Print the times of some starts, and the frames of the last."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=PLAIN if is_plain else QUIET
        )
        page: Any = None
        for turn in range(starts):
            with serving(case) as (address, server, answered):
                context = browser.new_context(viewport={"width": WIDE, "height": HIGH})
                page = context.new_page()
                page.add_init_script(SEEN)
                page.goto(address, wait_until="commit")
                if view == "map":
                    wait(page, "view")
                    page.evaluate("() => { window.begun = performance.now(); location.hash = '#/map'; }")
                begun = page.evaluate("window.begun ?? 0")
                wait(page, view)
                if view == "map":
                    wait(page, "tracks")
                seen = page.evaluate("window.seen")
                asked = page.evaluate(
                    "performance.getEntriesByType('resource').filter(r => r.name.includes('/api/'))"
                    ".map(r => [r.name.replace(location.origin, ''), Math.round(r.startTime), Math.round(r.duration)])"
                )
                held = memory(server.pid)
                print(
                    f"start {turn + 1}: server answers after {answered:.2f} s ({spent(server.pid):.1f} CPU s by now); "
                    f"{view} after {seen[view] - begun:.0f} ms"
                    + (f", with tracks after {seen['tracks'] - begun:.0f}" if view == "map" else "")
                    + f"; server holds {held[0]:.0f} MiB"
                )
                for path, at, took in asked:
                    print(f"  {path[:70]:<70} asked after {at} ms, took {took} ms")
                if turn == starts - 1 and view == "map":
                    frames(page, drawn)
                    held = memory(server.pid)
                    print(f"server holds {held[0]:.0f} MiB, {held[1]:.0f} at most; {spent(server.pid):.1f} CPU s")
                context.close()
        browser.close()


def wait(page: Any, what: str) -> None:
    """Until something stands on the screen; asked from outside, since the page allows no code that is not its own."""
    until = time.monotonic() + 120
    while not page.evaluate("what => window.seen?.[what]", what):
        if time.monotonic() > until:
            raise TimeoutError(f"{what} never came")
        time.sleep(0.02)


def frames(page: Any, drawn: int) -> None:
    """Print frame times of the map as it is, and with ``drawn`` made-up points on it where any are wanted."""
    for kind in ("pan", "zoom"):
        say_frames(f"{kind}", page.evaluate(FRAMES, [kind, 4000]))
    if drawn:
        took = page.evaluate(POINTS, drawn)
        print(f"{drawn:,} made-up points drawn after {took:.0f} ms")
        for kind in ("pan", "zoom"):
            say_frames(f"{kind}, {drawn:,} points", page.evaluate(FRAMES, [kind, 4000]))


def say_frames(what: str, found: list[float]) -> None:
    ordered = sorted(found)
    middle, late = ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]
    print(
        f"{what}: {len(ordered)} frames, median {middle:.0f} ms, 95th percentile {late:.0f}, longest {ordered[-1]:.0f}"
    )
