"""The colours of an app, light and dark: one of a few palettes, chosen for contrast (WCAG AA on every pair in use)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

Palette = Mapping[str, str]
"""Colours by name, light under the name and dark under `dark_<name>`; `night` is dark in both."""

_WARM: Final = {
    "canvas": "#faf8f5",
    "ink": "#1c1917",
    "muted": "#5f5852",
    "line": "#e7e2dc",
    "dark_canvas": "#131110",
    "dark_surface": "#1d1a18",
    "dark_ink": "#f4f1ed",
    "dark_muted": "#b3aaa1",
    "dark_line": "#36312c",
}
_COOL: Final = {
    "canvas": "#f7f8fa",
    "ink": "#14181f",
    "muted": "#535b68",
    "line": "#e1e5eb",
    "dark_canvas": "#0e1116",
    "dark_surface": "#171b22",
    "dark_ink": "#eef1f6",
    "dark_muted": "#a5aebb",
    "dark_line": "#2d343f",
}


def _palette(ground: Palette, light: tuple[str, str, str], dark: tuple[str, str, str], night: str) -> Palette:
    """A ground with a brand's colour, a stronger and a softer one, each for light and dark."""
    names = ("brand", "strong", "soft")
    tones = {**dict(zip(names, light, strict=True)), "night": night}
    return {**ground, **tones, **{f"dark_{name}": tone for name, tone in zip(names, dark, strict=True)}}


PALETTES: Final[Mapping[str, Palette]] = {
    "terracotta": _palette(
        _WARM, ("#a63c14", "#7f2b0d", "#fbe9e0"), ("#f2976f", "#f7b899", "#3b2016"), "#3b1508"
    ),
    "forest": _palette(
        _WARM, ("#1d6b47", "#124a30", "#e2f2e9"), ("#6fc79d", "#9adcbd", "#15302a"), "#0b2a1c"
    ),
    "ocean": _palette(_COOL, ("#125e8a", "#0b4263", "#e0f0f9"), ("#6dbae6", "#9ad2f2", "#132d3e"), "#07283c"),
    "indigo": _palette(
        _COOL, ("#4338a8", "#2f2680", "#eae8fb"), ("#a8a1fb", "#c7c2fd", "#25234b"), "#1a154a"
    ),
    "plum": _palette(_WARM, ("#86245f", "#641745", "#f9e6f1"), ("#e78fc3", "#f1b4d8", "#3a1a30"), "#360a25"),
    "slate": _palette(_COOL, ("#334155", "#1e293b", "#e8edf3"), ("#abbacd", "#cbd6e3", "#242d39"), "#0f172a"),
}
_FOOD: Final = ("restaurant", "dining", "food", "cafe", "bakery", "kitchen", "bistro")


def palette(slug: str, variables: Mapping[str, str]) -> Palette:
    """The palette that the variable `THEME` names; else one that the app's name picks, always the same."""
    wanted = variables.get("THEME", "").strip().lower()
    if wanted in PALETTES:
        return PALETTES[wanted]
    if any(word in slug for word in _FOOD):
        return PALETTES["terracotta"]
    names = sorted(PALETTES)
    return PALETTES[names[hashlib.sha256(slug.encode()).digest()[0] % len(names)]]
