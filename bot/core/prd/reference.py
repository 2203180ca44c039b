"""The page that is made from the schemas and rules of `prd.yaml` and `architecture.yaml`: `docs/prd.md`."""

from __future__ import annotations

from typing import Final

from bot.core.plan.reference import keys_of, yaml_block
from bot.core.prd.examples import ARCHITECTURE_EXAMPLE, EXAMPLE
from bot.core.prd.files import ARCHITECTURE, ARCHITECTURE_FILE, PRD, PRD_FILE
from bot.core.prd.rules import NO_FILE, RULES

_HEAD: Final = f"""# From requirements to a plan: `{PRD_FILE}` and `{ARCHITECTURE_FILE}`

Who would rather say what a product has to do than how its plan reads writes two files: `{PRD_FILE}`, the requirements,
and `{ARCHITECTURE_FILE}`, what engineers decide. Both together mean one [plan](plan.md): the same files give the same
bytes.

```sh
drystone prd init                 # both files, with comments, to begin with
drystone prd validate prd.yaml architecture.yaml
drystone prd generate             # writes buildplan.yaml
```

In a pull request that changes one of them, the check `prd` marks each problem on its line, and Drystone commits the
plan to the pull request's branch: where the branch is in the repository itself, its author may write, and no run
builds there. For a fork the check shows what would change.

A plan that was compiled carries a mark. As long as it fits, the plan is compiled anew; a plan that people wrote or
changed is never written over: remove it, or say `drystone prd generate --force`, to have it compiled again.

This page is made from the code by `scripts/docs`. To have an editor check the files while they are written, put this
into their first lines:

```yaml
# yaml-language-server: $schema=workflows/schema/prd.schema.json
```

```yaml
# yaml-language-server: $schema=workflows/schema/architecture.schema.json
```

## What becomes of what

| in `{PRD_FILE}` | in the plan |
|---|---|
| `product.name` | `project.name` |
| an actor's `access` | `auth` of the operations that are for the actor, and the layout of the actor's pages |
| an entity | an entity of the domain of the first feature about it; one that others only point to goes with those |
| a feature | a domain; its `flag` one of `rollout.featureFlags` |
| a page | a page. A feature without any gets one for each noun, a product without one at `/` a page of welcome |
| a requirement with an `action` | an operation and its route. An action asked for twice is one, for all who asked |
| a requirement with a `page` | nothing of its own: the page says in a comment that it meets it |
| a requirement that is `wont` | a comment that it is left out |
| `scenarios` | comments with their names. They are checked; the app's browser tests do not play them yet |
| `quality.coverage`, `quality.requestsPerMinute` | `testing.coverageTarget`; the `rateLimit` of every route |
| `quality.others`, `nonGoals` | comments |

What stands in `{ARCHITECTURE_FILE}` goes into the plan as it is.

Without a `route` an operation stands where its action leads: `list` and `create` at `/api/reservations`, `get`,
`update` and `delete` at `/api/reservations/{{id}}`, other actions one below, as `/api/reservations/{{id}}/cancel`.

Scenarios are Gherkin with English keywords: `Background`, `Scenario`, `Scenario Outline` with `Examples`, tags, tables
and doc strings. A line that is none of these is a problem, and so is a `Rule`.

"""


_PROBLEMS: Final = """## Problems

Beside these, both files have the [problems](problems.md) of text and shape that plans have. What is wrong with the plan
that they mean has the plan's code, and is told of the requirement that it comes from. The examples are parts of the
example above, to be read into it.

"""


def prd_page() -> str:
    """`docs/prd.md`."""
    parts = (
        _HEAD,
        "## An example\n\n",
        yaml_block(f"# {PRD_FILE}\n{EXAMPLE}"),
        yaml_block(f"# {ARCHITECTURE_FILE}\n{ARCHITECTURE_EXAMPLE}"),
        f"## Keys of `{PRD_FILE}`\n\n{keys_of(PRD.schema)}",
        f"## Keys of `{ARCHITECTURE_FILE}`\n\n{keys_of(ARCHITECTURE.schema)}",
        _PROBLEMS,
        "".join(_rules()),
    )
    return "".join(parts).rstrip() + "\n"


def _rules() -> list[str]:
    alone = f"### `{NO_FILE.code}` ({NO_FILE.severity})\n\n{NO_FILE.meaning}\n\n{NO_FILE.shown}\n\n"
    return [f"{alone}**Cure:** {NO_FILE.cure}\n\n"] + [
        f"### `{one.code}` ({one.severity})\n\n{one.meaning}\n\n{yaml_block(one.example)}"
        f"**Cure:** {one.cure}\n\n{yaml_block(one.cured)}"
        for one in RULES
    ]
