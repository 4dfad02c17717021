"""What scripts that generate one file of the package have in common."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def write_or_check(target: Path, text: str, description: str | None) -> int:
    """Write the text to the file, or with `--check` only compare the two; the exit status."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        same = target.exists() and target.read_text(encoding="utf-8") == text
        print("" if same else f"{target} is out of date: run `make schema`", end="" if same else "\n", file=sys.stderr)
        return int(not same)
    target.write_text(text, encoding="utf-8")
    return 0
