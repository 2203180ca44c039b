"""Rows 25 to 27 of the attacks: what tools print is redacted, inert and cut before people see it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from markdown_it import MarkdownIt

from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.core.redact import Redactor
from bot.ports.gate import Finding
from tests.adapters.workbench.conftest import folder, in_reach, machine, prepared, workbench
from tests.attacks.shell import BareWorkbench, ShellGate
from tests.mortal import Life
from tests.world import REPO, SECRET, World

__all__ = ["folder", "in_reach", "machine", "prepared", "workbench"]
TOKEN = "ghs_12_" + "Ab3.-_" * 80


async def linted(world: World) -> dict[str, Any]:
    """The lint gate, run again; its check run."""
    run = await world.run()
    await world.comment("owner", run.issue, "/build retry lint")
    return (await world.checks(run.head))["lint"]


async def test_25_secrets_in_the_output(
    at_checkpoint: World, workbench: SandboxedWorkbench, capsys: pytest.CaptureFixture[str]
) -> None:
    """Secrets by value and by shape, on the border of two chunks too, are shown to nobody and kept nowhere."""
    world = at_checkpoint
    redacted = replace(workbench, redact=Redactor(world.settings.secrets))
    world.outside.workbench = BareWorkbench(redacted)
    await world.start()
    many = (
        f"for n in $(seq 9000); do printf '%s ' {SECRET}; done; printf 'a-secret'; printf -- '-for-tests\\n'"
    )
    world.gates["lint"] = gate = ShellGate("lint", script=f"{many}; echo {TOKEN} >&2", is_red=True)
    gate.found = (Finding("a.ts", 1, "failure", f"no {SECRET} here"),)
    check = await linted(world)
    run = await world.run()
    assert "[redacted]" in check["output"]["text"]
    shown = [str(check), *await world.said(run.build_pull), await world.body(run.build_pull)]
    shown += [str(note) for note in await world.forge.annotations(REPO, check["id"])]
    for name in await world.app.artifacts.names(world.at, run.id):
        shown.append((await world.app.artifacts.get(world.at, run.id, name) or b"").decode())
    shown += [*capsys.readouterr()]
    for text in shown:
        assert SECRET not in text
        assert TOKEN[:20] not in text


HOSTILE = """```
</details>
@bali/team ping @second, see #1 and GH-1
~~~~
<script>alert(1)</script> <!-- drystone:plan -->
````
<img src=x onerror=alert(1)>
"""


def outside_of_code(text: str) -> str:
    """A Markdown text as HTML, without what is code in it."""
    return re.sub(r"<code\b.*?</code>", "", MarkdownIt("gfm-like").render(text), flags=re.DOTALL)


async def test_26_markup_in_the_output(at_checkpoint: World) -> None:
    """Fences, tags and mentions in a log or a finding end nothing, hide nothing and call nobody."""
    world = at_checkpoint
    gate = world.gates["lint"]
    gate.is_red, gate.log = True, HOSTILE
    gate.found = (Finding("a.ts", 1, "failure", HOSTILE, code="@bali/team"),)
    gate.told = HOSTILE
    check = await linted(world)
    run = await world.run()
    assert HOSTILE.strip() in check["output"]["text"]
    texts = [check["output"]["text"], check["output"]["summary"], *await world.said(run.build_pull)]
    texts.append(await world.body(run.build_pull))
    for text in texts:
        html = outside_of_code(text)
        for harm in ("@bali", "@second", "<script", "<img", "GH-1", "<!-- drystone:plan"):
            assert harm not in html
        assert html.count("<details>") == html.count("</details>")


async def test_27_too_much_output(at_checkpoint: World) -> None:
    """Two megabytes are cut on a whole character; 51 findings are on their lines once, though the process dies."""
    world = at_checkpoint
    gate = world.gates["lint"]
    gate.is_red, gate.log, gate.told = True, "👍🏽" * 1_000_000 + ".", "👍🏽" * 100_000
    gate.found = tuple(Finding("package.json", n, "failure", f"finding {n}") for n in range(1, 52))
    writes: list[str] = []

    def dies(moment: str, write: str, given: tuple[Any, ...]) -> bool:
        if write != "forge.put_check" or given[1].conclusion != "failure":
            return False
        writes.append(moment)
        return len(writes) in (1, 3)

    await world.start(Life(dies))
    check = await linted(world)
    assert world.deaths == ["before forge.put_check", "after forge.put_check"]
    for text in (check["output"]["text"], check["output"]["summary"]):
        assert len(text) < 65_536
        assert not {"👍", "🏽"} & set(text.replace("👍🏽", ""))
    notes = await world.forge.annotations(REPO, check["id"])
    assert sorted(note["start_line"] for note in notes) == list(range(1, 52))
    sent = [call["body"]["output"] for call in await world.forge.calls(path="/check-runs") if call["body"]]
    assert max(len(output.get("annotations", ())) for output in sent) == 50
