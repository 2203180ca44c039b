"""Scenarios in Gherkin: what is read, and where what is none is."""

from __future__ import annotations

import pytest

from bot.core.prd.gherkin import Fault, Step, parse

WHOLE = """\
# the whole of it
@booking
Feature: Tables

  Background:
    Given the restaurant is open

  @happy @slow
  Scenario: A guest books
    Given I am signed in
      | name | seats |
      | T1   | 2     |
    When I write
      \"\"\"
      Scenario: this is a text
      \"\"\"
    Then I see "Confirmed"
    And * is not a step here
    * this is one

  Scenario Outline: For <size> people
    When I book for <size>
    Then I see <answer>

    Examples: small and large
      | size | answer |
      | 2    | yes    |
      | 99   | no     |
"""


def test_what_is_read() -> None:
    """Names, steps with their lines, tags and the columns of examples; the background is no scenario."""
    read = parse(WHOLE)
    assert read.faults == ()
    first, second = read.scenarios
    assert (first.name, first.line, first.tags) == ("A guest books", 9, ("@happy", "@slow"))
    assert [one.keyword for one in first.steps] == ["Given", "When", "Then", "And", "*"]
    assert first.steps[2] == Step("Then", 'I see "Confirmed"', 17)
    assert (second.name, second.columns) == ("For <size> people", ("size", "answer"))


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("", 1, 1, "no scenario"),
        ("Scenario: a\n  Given x\n  Wen y\n", 3, 3, "no step"),
        ("Scenario: a\n", 1, 1, "no step"),
        ("Scenario:\n  Given x\n", 1, 1, "needs a name"),
        ("Scenario: a\n  And x\n", 2, 3, "first step"),
        ("  Given x\nScenario: a\n  Given x\n", 1, 3, "none began"),
        ("Rule: a\nScenario: a\n  Given x\n", 1, 1, "`Rule:`"),
        ("Scenario: a\n  Given x\nBackground:\n  Given y\n", 3, 1, "before all"),
        ("Scenario: a\n  Given x\nFeature: b\n", 3, 1, "before all else"),
        ("# language: de\nScenario: a\n  Given x\n", 1, 1, "English"),
        ("Scenario: a\n  Given x\n@late\n", 3, 1, "none follows"),
        ("Scenario: a\n  Given x\n  @late\n  Then y\n", 3, 3, "none follows"),
        ("@early\nBackground:\n  Given x\nScenario: a\n  Given x\n", 1, 1, "none follows"),
        ("@a b\nScenario: a\n  Given x\n", 1, 4, "no spaces"),
        ("Scenario: a\n  Given x\n    | a | b |\n    | 1 |\n", 4, 5, "1 cells"),
        ("Scenario: a\n  Given x\n    | a\n", 3, 5, "ends with |"),
        ("| a |\nScenario: a\n  Given x\n", 1, 1, "belongs to a step"),
        ('Scenario: a\n  Given x\n  """\n  y\n', 3, 3, "never closed"),
        ('"""\n"""\nScenario: a\n  Given x\n', 1, 1, "belongs to a step"),
        ("Scenario: a\n  Given x\nExamples:\n  | a |\n", 3, 1, "Scenario Outline"),
        ("Scenario Outline: a\n  Given <x>\n", 1, 1, "has none"),
        ("Scenario Outline: a\n  Given <x>\n  Examples:\n  | y |\n  | 1 |\n", 2, 1, "no column `x`"),
    ],
)
def test_faults_have_places(text: str, line: int, column: int, word: str) -> None:
    """Each fault says its line and column, and what is wrong there."""
    first = parse(text).faults[0]
    assert (first.line, first.column) == (line, column)
    assert word in first.message


def test_all_faults_at_once() -> None:
    """One fault hides no other."""
    faults = parse("Scenario: a\n  Given x\n  Wen y\n  Thn z\n@late\n").faults
    assert faults == (
        Fault(3, 3, faults[0].message, "Wen y"),
        Fault(4, 3, faults[1].message, "Thn z"),
        Fault(5, 1, faults[2].message, "@late"),
    )
