"""How quickly the viewer shows a result, and how smoothly it moves: 12 MP and 48 MP pairs in Chromium.

    python benchmarks/viewer.py [--megapixels 12 48] [--repeat 3] [--sample samples/watch-back-new-scratch]

A sample pair is enlarged as for `speed.py` and compared by the real program in a Streamlit server of its own. The clock of
the first paint starts when `condition.compare` returns and stops when the browser has painted both photos with their
marks. A mode switch runs from the click to the end of the second frame after it, at the whole photo and at a mark. Frames
are counted while the wheel zooms in and out. The same file is the script that the server runs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DESKTOP = {"width": 1440, "height": 900}
PATIENCE_MS = 240_000
#: Where the server says when a comparison ended.
NOTE = "CONDITION_BENCH_NOTE"
MODES = ("side", "blink", "fade", "curtain")

WHEN_READY = """
addEventListener('condition-ready', () => requestAnimationFrame(() => requestAnimationFrame(() => {
    window.readyAt = (performance.timeOrigin + performance.now()) / 1000;
})));
"""
SWITCH = """(root, mode) => new Promise((resolve) => {
    const start = performance.now();
    root.querySelector(`.modes [data-mode=${mode}]`).click();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
})"""
ZOOM = """(root) => new Promise((resolve) => {
    const stage = root.querySelector('.stage');
    const { left, top, width, height } = stage.getBoundingClientRect();
    stage.focus();
    const gaps = [];
    let last = performance.now();
    const step = (now) => {
        gaps.push(now - last);
        last = now;
        if (gaps.length > 80) return resolve(gaps.slice(1));
        stage.dispatchEvent(new WheelEvent('wheel', {
            deltaY: gaps.length < 40 ? -60 : 60, clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true,
        }));
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
})"""


def serve_pages() -> None:
    """Run the viewer, noting when a comparison ends: what the server of this benchmark does."""
    import condition
    from condition.viewer import main as show

    compare = getattr(condition.compare, "measured", condition.compare)

    def noted(*args: Any, **options: Any) -> condition.Comparison:
        done = compare(*args, **options)
        Path(os.environ[NOTE]).write_text(json.dumps({"ended": time.time()}), encoding="utf-8")
        return done

    noted.measured = compare  # type: ignore[attr-defined]  # a function that remembers
    condition.compare = noted
    show()


def main() -> None:
    """Make the pairs, look at them in a browser, print a table."""
    sys.path.insert(0, str(Path(__file__).parent))
    from speed import enlarge

    import condition

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megapixels", type=float, nargs="+", default=[12.0, 48.0])
    parser.add_argument(
        "--repeat", type=int, default=3, help="visits of each; the median counts (default: 3)"
    )
    parser.add_argument("--sample", type=Path, default=ROOT / "samples/watch-back-new-scratch")
    args = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(
        f"condition {condition.__version__}, {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, load {load:.1f}\n"
    )
    print(
        "| pair | first paint, s | mode switch, ms: median, worst | frames while zooming, ms: median, 95 % | "
        "own pixels there after, s | sent to the browser, MB |\n| --- | --- | --- | --- | --- | --- |"
    )
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "note.json"
        for size in args.megapixels:
            photos = [
                enlarge(args.sample / f"{side}.jpg", size, Path(folder)) for side in ("before", "after")
            ]
            with server(note) as address:
                visits = [visit(address, photos, note) for _ in range(args.repeat)]
            print_row(f"{size:g} MP", visits)


@contextmanager
def server(note: Path) -> Iterator[str]:
    """Run a server with this file as its script; yield its address."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", __file__, f"--server.port={port}"]
    process = subprocess.Popen(
        [*command, "--server.headless=true", "--server.address=localhost", "--server.fileWatcherType=none"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), NOTE: str(note)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("localhost", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)


def visit(address: str, photos: list[Path], note: Path) -> dict[str, Any]:
    """Compare a pair as a new visitor with a browser of their own, and return what was measured."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=DESKTOP)  # type: ignore[arg-type]  # a plain dict serves
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(WHEN_READY)
        sent: list[float] = []
        page.on(
            "response",
            lambda reply: (
                sent.append(float(reply.headers.get("content-length", 0))) if "/media/" in reply.url else None
            ),
        )
        page.goto(address)
        for side, photo in zip(("before", "after"), photos, strict=True):
            page.locator(f".st-key-upload_{side} input[type=file]").set_input_files(photo)
            page.locator(f".st-key-slot_{side} [data-testid=stImage] img").wait_for()
        sent.clear()
        page.get_by_role("button", name="Compare", exact=True).click()
        page.wait_for_function("window.readyAt")
        ended = json.loads(note.read_text(encoding="utf-8"))["ended"]
        ready = page.evaluate("window.readyAt")
        canvas = page.locator(".cv")
        page.locator('.cv[data-whole="true"]').wait_for()
        whole = time.time()
        page.wait_for_timeout(1000)
        switches = [canvas.evaluate(SWITCH, mode) for mode in MODES * 2]
        frames = canvas.evaluate(ZOOM)
        canvas.locator(".stage").focus()
        page.keyboard.press("n")
        page.wait_for_timeout(2000)
        switches += [canvas.evaluate(SWITCH, mode) for mode in MODES * 2]
        browser.close()
    return {
        "paint": ready - ended,
        "switches": switches,
        "frames": frames,
        "whole": whole - ended,
        "sent": sum(sent) / 1e6,
    }


def print_row(name: str, visits: list[dict[str, Any]]) -> None:
    """Print one row of the table."""
    paint, whole, sent = (statistics.median(one[key] for one in visits) for key in ("paint", "whole", "sent"))
    switches = [switch for one in visits for switch in one["switches"]]
    frames = sorted(frame for one in visits for frame in one["frames"])
    print(
        f"| {name} | {paint:.2f} | {statistics.median(switches):.0f}, {max(switches):.0f} | "
        f"{statistics.median(frames):.0f}, {frames[int(0.95 * len(frames))]:.0f} | {whole:.1f} | {sent:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    if NOTE in os.environ:
        serve_pages()
    else:
        main()
