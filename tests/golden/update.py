"""Writes the golden list anew: `python -m tests.golden.update`. Read its diff before you commit it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from tests.phases.trees import tree_of

PATH = Path(__file__).parent / "restaurant-booking.sha256"


def listing(tree: Mapping[str, bytes]) -> str:
    """One line a file: the start of its hash, and its path."""
    return "".join(
        f"{hashlib.sha256(data).hexdigest()[:16]}  {path}\n" for path, data in sorted(tree.items())
    )


def main() -> None:
    PATH.write_text(listing(tree_of("restaurant-booking")), "utf-8")


if __name__ == "__main__":
    main()
