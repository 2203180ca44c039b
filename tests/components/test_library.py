"""What every component of the library keeps, as its source shows it."""

from __future__ import annotations

import re

import pytest

from bot.core.generate.library import Component, closure
from bot.core.generate.props import props_of
from bot.core.plan.checks import Around
from bot.core.plan.components import stem
from bot.core.plan.load import load
from tests.components.gallery import COMPONENTS, EXAMPLES, gallery_files
from tests.phases.trees import LIBRARY, plan_text

ALL = [pytest.param(one, id=name) for name, one in sorted(COMPONENTS.items())]
IMPORT = re.compile(r'\bfrom "([^"]+)"')
ALLOWED = {"react", "next/link", "@/lib/view"}
LIVE = re.compile(
    r"\b(useState|useEffect|useRef|useTransition|useSyncExternalStore|useSubmit|useSend)\(|\bon[A-Z]\w+=\{|getTimezoneOffset"
)
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(|-(?:white|black)\b|-(?:slate|gray|zinc|neutral|stone|red|orange|amber"
    r"|yellow|lime|green|emerald|teal|cyan|sky|blue|indigo|violet|purple|fuchsia|pink|rose)-\d"
)


def source(one: Component) -> str:
    return LIBRARY[one.path].decode()


def test_names_are_their_own() -> None:
    """No two components of the library have the same name, so that an app can bring all of them."""
    assert len(COMPONENTS) == sum(path.endswith(".tsx") for path in LIBRARY)


@pytest.mark.parametrize("one", ALL)
def test_a_component_says_what_it_takes(one: Component) -> None:
    """It has a doc comment, and every prop has words and may be left out."""
    known = props_of(one, LIBRARY)
    assert known.doc.endswith(".")
    assert known.props
    assert [prop.name for prop in known.props if not prop.doc.endswith(".") or not prop.is_optional] == []


@pytest.mark.parametrize("one", ALL)
def test_an_example_names_props_that_there_are(one: Component) -> None:
    """What the catalogue shows can be copied."""
    known = props_of(one, LIBRARY)
    names = {prop.name for prop in known.props}
    unknown = set(EXAMPLES[one.name]) - names
    assert EXAMPLES[one.name]
    assert not unknown or known.element or (known.takes_rows and unknown <= {"noun", "plural"})


@pytest.mark.parametrize("one", ALL)
def test_a_component_comes_whole(one: Component) -> None:
    """Its files import each other, React, Next's link and the app's view, and nothing that stays behind."""
    files = closure(one.path, LIBRARY)
    for text in files.values():
        for target in IMPORT.findall(text.decode()):
            beside = {f"{target.removeprefix('@/')}.{ending}" for ending in ("tsx", "ts")}
            assert target in ALLOWED or beside & set(files)


def test_an_app_that_names_all_gets_all() -> None:
    """`assemble` puts every component in its place, and exports each by its name."""
    files = gallery_files()
    names = files["components/ui.ts"].decode()
    for one in COMPONENTS.values():
        assert one.place in files
        assert f'{{ {one.name} }} from "{one.module}"' in names


@pytest.mark.parametrize("one", ALL)
def test_only_what_lives_runs_in_the_browser(one: Component) -> None:
    """A component is rendered on the server unless it keeps state or answers to what people do."""
    assert bool(LIVE.search(source(one))) == source(one).startswith('"use client";')


@pytest.mark.parametrize("one", ALL)
def test_colours_are_tokens(one: Component) -> None:
    """The theme decides on every colour, or the dark would show."""
    assert COLOUR.findall(source(one)) == []


@pytest.mark.parametrize("one", ALL)
def test_a_wrong_path_is_told_the_right_one(one: Component) -> None:
    """In another folder or with a letter too many, `plan check` knows what was meant."""
    name = stem(one.path)
    for wrong in (one.path.replace("platform/ui/src", "ui"), one.path.replace(name, f"{name}s")):
        text = plan_text("restaurant-booking").replace(
            "packages/restaurants/src/features/booking/BookingForm.tsx", wrong
        )
        around = Around(library=frozenset(LIBRARY))
        found = [p for p in load(text, around=around).problems if p.code == "plan.component-missing"]
        assert [problem.suggestion for problem in found] == ([] if wrong in LIBRARY else [one.path])
