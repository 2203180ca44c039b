"""The colours of an app: one of a few palettes that were chosen for contrast (WCAG AA on every pair in use)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

_WARM: Final = {"canvas": "#faf8f5", "ink": "#1c1917", "muted": "#5f5852", "line": "#e7e2dc"}
_COOL: Final = {"canvas": "#f7f8fa", "ink": "#14181f", "muted": "#535b68", "line": "#e1e5eb"}
PALETTES: Final[Mapping[str, Mapping[str, str]]] = {
    "terracotta": {**_WARM, "brand": "#a63c14", "strong": "#7f2b0d", "soft": "#fbe9e0", "night": "#3b1508"},
    "forest": {**_WARM, "brand": "#1d6b47", "strong": "#124a30", "soft": "#e2f2e9", "night": "#0b2a1c"},
    "ocean": {**_COOL, "brand": "#125e8a", "strong": "#0b4263", "soft": "#e0f0f9", "night": "#07283c"},
    "indigo": {**_COOL, "brand": "#4338a8", "strong": "#2f2680", "soft": "#eae8fb", "night": "#1a154a"},
    "plum": {**_WARM, "brand": "#86245f", "strong": "#641745", "soft": "#f9e6f1", "night": "#360a25"},
    "slate": {**_COOL, "brand": "#334155", "strong": "#1e293b", "soft": "#e8edf3", "night": "#0f172a"},
}
_FOOD: Final = ("restaurant", "dining", "food", "cafe", "bakery", "kitchen", "bistro")


def palette(slug: str, variables: Mapping[str, str]) -> Mapping[str, str]:
    """The palette that the variable `THEME` names; else one that the app's name picks, always the same."""
    wanted = variables.get("THEME", "").strip().lower()
    if wanted in PALETTES:
        return PALETTES[wanted]
    if any(word in slug for word in _FOOD):
        return PALETTES["terracotta"]
    names = sorted(PALETTES)
    return PALETTES[names[hashlib.sha256(slug.encode()).digest()[0] % len(names)]]
