"""The colours that apps get can be read, in the light and in the dark."""

from __future__ import annotations

import re
from itertools import product

import pytest

from bot.core.generate.theme import PALETTES
from tests.phases.trees import laid, plan_of, text_of

MEANINGS = ("success", "warning", "danger")
READ = (
    *product(("ink", "muted", "brand"), ("canvas", "surface", "brand-soft")),
    *((tone, ground) for tone in MEANINGS for ground in ("canvas", "surface", f"{tone}-soft")),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("on-night", "night"),
    ("on-night", "glow"),
)
SEEN = tuple((f"chart-{number}", "surface") for number in range(1, 6))


def tokens(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """The colours of an app with this palette: light, and dark."""
    sheet = text_of(laid(plan_of("help-desk", variables={"THEME": name}), upto="scaffold"), "app/globals.css")
    light, dark = sheet.split("prefers-color-scheme: dark")
    colour = re.compile(r"--color-([a-z0-9-]+): (#[0-9a-f]{6}|var\(--color-brand\));")
    first = dict(colour.findall(light))
    second = {**first, **dict(colour.findall(dark))}
    return tuple(
        {key: value if value.startswith("#") else of["brand"] for key, value in of.items()}
        for of in (first, second)
    )  # type: ignore[return-value]  # two of them


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", sorted(PALETTES))
def test_text_and_charts_stand_out(name: str) -> None:
    """WCAG AA on every pair that components use: 4.5 to 1 for text, 3 to 1 for what is drawn."""
    for of in tokens(name):
        weak = [(a, b) for a, b in READ if contrast(of[a], of[b]) < 4.5]
        assert weak == []
        assert [(a, b) for a, b in SEEN if contrast(of[a], of[b]) < 3] == []


def test_the_dark_is_dark() -> None:
    """Every ground and every text of the light has its counterpart in the dark."""
    light, dark = tokens("ocean")
    same = {key for key in light if light[key] == dark[key]}
    assert same == {"night", "glow", "on-night"}
