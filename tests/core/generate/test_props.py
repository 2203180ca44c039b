"""What a component's source says about its props."""

from __future__ import annotations

from bot.core.generate.library import component
from bot.core.generate.props import Prop, props_of

SHARED = b"""/** What all have. */
export type Texts = {
  /** What is asked. */
  label?: string;
};
"""
SOURCE = b"""import { useId, type ComponentProps } from "react";
import { type Texts } from "./Shared";

const TONES = { calm: "a", "very loud": "b" };
type Way = { to: string; by?: "foot" | "boat" };

type Props = Omit<ComponentProps<"input">, "type"> &
  Texts & {
    /** How it sounds; not `a | b`. */
    tone?: keyof typeof TONES;
    /** Where it leads. */
    ways?: Way[];
    /** Called with { what } was chosen. */
    onChoose?: (way: Way) => void;
    bare: number;
  };

const WAYS: Way[] = [];

/**
 * A thing that
 * speaks.
 */
export function Thing({ label = "Say, it", tone = "calm", ways = WAYS, bare, onChoose, ...props }: Props) {
  return <input {...props} />;
}
"""
LIBRARY = {"packages/a/Thing.tsx": SOURCE, "packages/a/Shared.ts": SHARED}
PROPS = props_of(component("packages/a/Thing.tsx", LIBRARY), LIBRARY)


def test_a_component_is_told_in_its_doc_comment() -> None:
    """On one line, without the comment's marks; with the element whose attributes it takes."""
    assert (PROPS.doc, PROPS.element, PROPS.takes_rows) == ("A thing that speaks.", "input", False)


def test_props_have_their_types_spelt_out() -> None:
    """The file's own types and the keys of its tables stand in their places, types of files beside it too."""
    assert [(prop.name, prop.type) for prop in PROPS.props] == [
        ("label", "string"),
        ("tone", '"calm" | "very loud"'),
        ("ways", '{ to: string; by?: "foot" | "boat" }[]'),
        ("onChoose", '(way: { to: string; by?: "foot" | "boat" }) => void'),
        ("bare", "number"),
    ]


def test_props_have_their_words_and_defaults() -> None:
    """Defaults that are literals are told; what has no comment has no words."""
    assert PROPS.props[0] == Prop("label", "string", "What is asked.", '"Say, it"', is_optional=True)
    assert PROPS.props[1].default == '"calm"'
    assert PROPS.props[2].default == ""
    assert PROPS.props[4] == Prop("bare", "number", "", "", is_optional=False)


def test_a_component_without_props_has_none() -> None:
    """A function that takes nothing is a component too."""
    library = {"packages/a/Bare.tsx": b"export function Bare() {\n  return null;\n}\n"}
    assert props_of(component("packages/a/Bare.tsx", library), library).props == ()
