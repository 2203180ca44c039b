"""Whatever the text is, reading it ends with a plan or with problems that have places."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.fix import fix
from bot.core.plan.load import load
from bot.core.plan.render import problems_markdown, problems_text
from bot.core.plan.resolve import resolve
from bot.core.plan.summary import plan_summary
from tests.phases.trees import plan_text

TEXTS = (EXAMPLE, plan_text("restaurant-booking"), plan_text("shop"), plan_text("every-key"))
BITS = st.sampled_from(
    ["'", '"', "{", "}", "[", "]", ": ", "- ", "#", "\t", "\n", "&a ", "*a", "!t ", "| ", "<<: ", "@", "%", "\\",
     "é", "\0", "\u2028", "\ufeff", "no", "1e9", ".inf", "0x1", "2026-01-01", "fk(", "enum(A|B)", "decimal(", "id",
     "..", "--", "/*", "${X}", "{{Y}}", "__proto__", "constructor", "x" * 300, "Ⅷ", "🦄", "١"]
)  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A plan with some stretches of its text cut out, doubled or replaced."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        middle = draw(st.one_of(BITS, st.just(text[start:end] * 2), st.text(max_size=3)))
        text = text[:start] + middle + text[end:]
    return text


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(texts())
def test_reading_never_fails(text: str) -> None:
    """No text is too broken: problems lie within it, can be shown, and a plan without errors can be resolved."""
    loaded = load(text)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in loaded.problems)
    assert problems_markdown(loaded.problems, text) or not loaded.problems
    assert problems_text(loaded.problems, text) or not loaded.problems
    assert (loaded.plan is None) == bool(loaded.errors)
    assert load(fix(text)).errors or load(fix(text)).plan
    if loaded.plan is not None:
        assert resolve(loaded.plan)
        assert plan_summary(loaded.plan)
