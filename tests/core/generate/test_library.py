"""Components: what they are called, what they bring along, what they need."""

from __future__ import annotations

import pytest

from bot.core.generate.library import closure, component, place_of
from bot.errors import UserError
from tests.phases.trees import LIBRARY


def test_the_librarys_components_can_all_be_brought() -> None:
    """Each file that exports a component comes with a closure in which every local import is there."""
    for path in LIBRARY:
        if path.endswith(".tsx"):
            component(path, LIBRARY)
            assert place_of(path) in closure(path, LIBRARY)


def test_a_default_export_is_known_as_one() -> None:
    """Named or default, a component is imported as it is exported."""
    library = {"packages/a/Thing.tsx": b"export default function () { return null; }\n"}
    found = component("packages/a/Thing.tsx", library)
    assert (found.name, found.is_default) == ("Thing", True)


def test_a_contract_says_what_a_component_takes() -> None:
    """A YAML file beside it."""
    found = component("packages/restaurants/src/features/booking/BookingForm.tsx", LIBRARY)
    assert (found.takes, found.says) == ("resource", {"submit": "Book"})


def test_circles_of_imports_end() -> None:
    """Two files that import each other come once each."""
    library = {
        "packages/a/A.tsx": b'import { B } from "./B";\nexport function A() { return <B />; }\n',
        "packages/a/B.tsx": b'import { A } from "./A";\nexport function B() { return <A />; }\n',
    }
    assert sorted(closure("packages/a/A.tsx", library)) == ["components/a/A.tsx", "components/a/B.tsx"]


def test_a_near_name_is_suggested() -> None:
    """A path that is wrong in its folder alone is nearly right."""
    with pytest.raises(UserError, match=r"Did you mean .*primitives/buttons/PrimaryButton.tsx"):
        component("packages/ui/PrimaryButton.tsx", LIBRARY)
