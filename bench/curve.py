"""How the cost of a run grows, as a picture: `python -m bench.curve docs/growth.svg` takes some minutes.

Each point is the CPU time of one run; both axes are logarithmic, so that what grows in proportion is a line at 45°.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.bench import DEPLOYMENT, GENERATE, PD, POST, copies
from bench.measure import run

SIZES = (1, 10, 100, 1_000, 10_000)
DOCUMENTS = (1, 10, 100, 1_000, 10_000, 50_000)
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 640, 360, 60, 40, 40, 50
COUNTS, SECONDS = (0, 5), (-2, 3)  # powers of ten: what the axes show
COLOURS = ("#2563eb", "#c2410c")

Series = tuple[str, list[tuple[int, float]]]


def measured() -> Iterator[Series]:
    """The CPU seconds of `generate` by the number of ModelServices, and of msvc-post by that of other documents."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        base = str(PD / "baseconfig.yaml")
        yield (
            "generate, by ModelServices",
            [(n, run((*GENERATE, "-m", str(copies(n, folder)), "-b", base)).seconds) for n in SIZES],
        )
        yield (
            "msvc-post, by documents that are not ModelServices",
            [(n, run(POST, _documents(n, folder)).seconds) for n in DOCUMENTS],
        )


def _documents(count: int, folder: Path) -> Path:
    path = folder / f"documents-{count}.yaml"
    settings = "".join(f'        - {{name: SETTING_{n}, value: "{n}"}}\n' for n in range(8))
    with path.open("w", encoding="utf-8") as out:
        out.writelines("---\n" + DEPLOYMENT.format(number=number, settings=settings) for number in range(count))
    return path


def svg(series: list[Series]) -> str:
    """The curves as a picture that has its own colours on light and on dark pages."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12"><title>CPU seconds of a run by the size of its input</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
    ]
    for power in range(COUNTS[0], COUNTS[1] + 1):
        x = _x(10**power)
        parts.append(_line(x, TOP, x, HEIGHT - BOTTOM) + _text(x, HEIGHT - BOTTOM + 18, f"{10**power:,}", "middle"))
    for power in range(SECONDS[0], SECONDS[1] + 1):
        y = _y(10.0**power)
        parts.append(_line(LEFT, y, WIDTH - RIGHT, y) + _text(LEFT - 8, y + 4, f"{10.0**power:g} s", "end"))
    for at, (name, points) in enumerate(series):
        colour = COLOURS[at]
        path = " ".join(f"{_x(count):.1f},{_y(seconds):.1f}" for count, seconds in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{_x(n):.1f}" cy="{_y(s):.1f}" r="3" fill="{colour}"/>' for n, s in points]
        parts.append(_text(LEFT + 12, TOP + 18 + 18 * at, name, "start", colour))
    parts.append(_text(WIDTH / 2, HEIGHT - 10, "ModelServices or documents in one run", "middle"))
    parts.append(_text(LEFT, TOP - 16, "CPU time of the run", "start"))
    return "\n".join([*parts, "</svg>", ""])


def _x(count: float) -> float:
    return LEFT + (math.log10(count) - COUNTS[0]) / (COUNTS[1] - COUNTS[0]) * (WIDTH - LEFT - RIGHT)


def _y(seconds: float) -> float:
    return HEIGHT - BOTTOM - (math.log10(seconds) - SECONDS[0]) / (SECONDS[1] - SECONDS[0]) * (HEIGHT - TOP - BOTTOM)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{text}</text>'


def main() -> None:
    """Measure, print the figures and write the picture."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, help="the picture to write")
    file: Path = parser.parse_args().file
    series: list[Series] = []
    for name, points in measured():
        series.append((name, points))
        for count, seconds in points:
            print(f"{name:<52} {count:>7,} {seconds:>9.3f} s {seconds / count * 1000:>9.3f} ms each", flush=True)
    file.write_text(svg(series), encoding="utf-8")


if __name__ == "__main__":
    main()
