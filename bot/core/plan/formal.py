"""The codes of problems with a plan's text (`yaml.*`) and its shape (`schema.*`), with their documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.plan.problems import Severity


@dataclass(frozen=True)
class Formal:
    """One code. `example` is a text that has the problem, `cured` one key of a plan that has none.

    `shown` says what the example is where it cannot be printed, or is more than a text.
    """

    code: str
    meaning: str
    cure: str
    example: str | bytes = ""
    cured: str = ""
    shown: str = ""
    severity: Severity = "error"


_PROJECT: Final = "project: {name: corner-shop, stack: nextjs-15, packageManager: pnpm, runtime: node}\n"
_CORNER: Final = "variables: {SHOP: Corner}\n"
_VERSION: Final = "version: 1.0.0\n"
_ROLLOUT: Final = "rollout: {featureFlags: [], stages: [10, 100]}\n"

FORMAL: Final = (
    Formal(
        "yaml.unreadable",
        "The file cannot be read: it is not there, it is a folder, or it is not yours to read.",
        "Name a file that you can read, or `-` for standard input.",
        shown="A folder called `buildplan.yaml`",
    ),
    Formal(
        "yaml.size",
        "The text is larger than 2 MB, or has more than 200,000 values.",
        "Write a smaller plan.",
        "# much to say\n" * 150_000,
        _VERSION,
        "150,000 lines of `# much to say`",
    ),
    Formal(
        "yaml.encoding",
        "The text is not UTF-8.",
        "Save the file as UTF-8.",
        "variables: {SHOP: Café}\n".encode("latin-1"),
        "variables: {SHOP: Café}\n",
        "`variables: {SHOP: Café}`, saved as Latin-1 or UTF-16",
    ),
    Formal(
        "yaml.bom",
        "The text starts with a byte order mark.",
        "Save the file without it; `drystone plan fix` takes it out.",
        "\ufeffversion: 1.0.0\n",
        _VERSION,
        "`version: 1.0.0` behind the character U+FEFF",
        severity="warning",
    ),
    Formal(
        "plan.no-file",
        "`buildplan.yaml` is a link, a folder or a submodule.",
        "Put the plan itself there, as a file.",
        shown="A link called `buildplan.yaml`",
    ),
    Formal(
        "plan.two-files",
        "Beside `buildplan.yaml` there is a file with nearly the same name, and people may take either for the plan.",
        "Keep one of them, as `buildplan.yaml`.",
        shown="`buildplan.yaml` and `buildplan.yml`",
    ),
    Formal(
        "yaml.character",
        "The text holds a control character.",
        "Remove it.",
        'version: "1.0.0\\0"\n',
        _VERSION,
    ),
    Formal(
        "yaml.tab",
        "A line is indented by a tab.",
        "Indent by spaces.",
        "rollout:\n\tfeatureFlags: []\n\tstages: [100]\n",
        "rollout:\n  featureFlags: []\n  stages: [100]\n",
    ),
    Formal(
        "yaml.quote",
        "An unquoted text starts with a character that YAML keeps for itself (`@`, `%`, `*`, a backtick).",
        "Quote the text.",
        "variables:\n  HANDLE: @corner\n",
        'variables:\n  HANDLE: "@corner"\n',
    ),
    Formal(
        "yaml.colon",
        "An unquoted text holds a colon and a space, or a key is not followed by a colon and a space.",
        "Quote the text, or put a space after the colon.",
        "variables:\n  TITLE: Corner: the shop\n",
        'variables:\n  TITLE: "Corner: the shop"\n',
    ),
    Formal(
        "yaml.flow",
        "Inside `{ … }` or `[ … ]` an unquoted text holds braces or brackets, or the closing one is missing.",
        "Quote the text, or close the list or mapping.",
        "api:\n  routes:\n    - {method: DELETE, path: /api/items/{id}, operation: catalog.deleteItem}\n",
        'api:\n  routes:\n    - {method: DELETE, path: "/api/items/{id}", operation: catalog.deleteItem}\n',
    ),
    Formal(
        "yaml.end",
        "A quoted text is never closed.",
        "Put the closing quote.",
        'variables:\n  TITLE: "Corner\n',
        'variables:\n  TITLE: "Corner"\n',
    ),
    Formal(
        "yaml.indent",
        "A line does not continue what stands above it.",
        "Line it up with its neighbours, or put the quotes right.",
        "rollout:\n  featureFlags: []\n stages: [100]\n",
        "rollout:\n  featureFlags: []\n  stages: [100]\n",
    ),
    Formal(
        "yaml.escape",
        "A double-quoted text has an escape that YAML does not know.",
        "Write `\\\\` for a backslash.",
        'variables:\n  PATTERN: "\\d+"\n',
        'variables:\n  PATTERN: "\\\\d+"\n',
    ),
    Formal(
        "yaml.syntax",
        "The text is no YAML for another reason.",
        "See the message.",
        "humanCheckpoints: - beforeDeploy\n",
        "humanCheckpoints:\n  - beforeDeploy\n",
    ),
    Formal(
        "yaml.alias",
        "The text has an alias (`*name`), by which a short text could become a huge document.",
        "Write the value out.",
        "variables:\n  A: &shop Corner\n  B: *shop\n",
        "variables:\n  A: Corner\n  B: Corner\n",
    ),
    Formal(
        "yaml.anchor",
        "The text has an anchor (`&name`).",
        "Remove it.",
        "variables:\n  A: &shop Corner\n",
        "variables:\n  A: Corner\n",
    ),
    Formal(
        "yaml.tag",
        "The text has a tag (`!name`).",
        "Remove it.",
        "variables:\n  A: !!str 12\n",
        'variables:\n  A: "12"\n',
    ),
    Formal(
        "yaml.merge",
        "The text has a merge key (`<<`).",
        "Write the entries out.",
        "variables:\n  <<: {SHOP: Corner}\n",
        _CORNER,
    ),
    Formal(
        "yaml.key",
        "A key is not a text, or some readers of YAML take it for something else.",
        "Quote the key.",
        "variables:\n  on: Corner\n",
        'variables:\n  "on": Corner\n',
    ),
    Formal(
        "yaml.duplicate-key",
        "A mapping has a key twice. Most readers of YAML drop one of them silently.",
        "Keep one of them.",
        "variables:\n  SHOP: Corner\n  SHOP: Market\n",
        _CORNER,
    ),
    Formal(
        "yaml.documents",
        "The text holds several documents.",
        "Keep one.",
        "version: 1.0.0\n---\nversion: 1.0.0\n",
        _VERSION,
    ),
    Formal(
        "yaml.depth",
        "The text nests more than 200 levels deep.",
        "Nest less.",
        "variables: " + "[" * 201 + "]" * 201 + "\n",
        _CORNER,
        "`variables: [[[[…`, 201 times",
    ),
    Formal("yaml.empty", "The text is empty.", "Write a plan.", "# nothing here yet\n", _VERSION),
    Formal(
        "yaml.mapping",
        "The text is not a mapping of keys to values.",
        "Write a plan.",
        "- version: 1.0.0\n",
        _VERSION,
    ),
    Formal(
        "yaml.ambiguous",
        "Readers of YAML differ over an unquoted value: `no` is a text or false, `12:30` a text or 750, "
        "`2026-12-31` a text or a date, `012` twelve or ten.",
        "Quote it where a text is meant; else write `true`, `false` or a plain number.",
        "variables:\n  COUNTRY: no\n",
        'variables:\n  COUNTRY: "no"\n',
    ),
    Formal(
        "yaml.number",
        "A number is infinite or undefined, or has more digits than can be kept: a fraction of more than 15, or "
        "more than 300 in all.",
        "Write a finite number with fewer digits, or quote it where a text is meant.",
        "rollout: {featureFlags: [], stages: [.inf]}\n",
        "rollout: {featureFlags: [], stages: [100]}\n",
    ),
    Formal(
        "schema.type", "A value is of the wrong kind.", "Write what is allowed.", "version: 1\n", _VERSION
    ),
    Formal(
        "schema.enum",
        "A value is none of those allowed.",
        "Choose one of them.",
        "humanCheckpoints: [beforeBuild]\n",
        "humanCheckpoints: [beforeDeploy]\n",
    ),
    Formal("schema.required", "A key is missing.", "Add it.", "project: {name: corner-shop}\n", _PROJECT),
    Formal(
        "schema.additionalProperties",
        "A key is not known here.",
        "Remove or rename it.",
        "rollout: {featureFlags: [], stages: [100], stage: 100}\n",
        "rollout: {featureFlags: [], stages: [100]}\n",
    ),
    Formal(
        "schema.pattern",
        "A text does not have the form that it must have.",
        "Write it in that form.",
        'version: "1"\n',
        _VERSION,
    ),
    Formal(
        "schema.minLength", "A text is empty.", "Fill it.", _PROJECT.replace("corner-shop", '""'), _PROJECT
    ),
    Formal(
        "schema.minItems",
        "A list is empty.",
        "Fill it.",
        "rollout: {featureFlags: [], stages: []}\n",
        _ROLLOUT,
    ),
    Formal(
        "schema.minimum",
        "A number is too small.",
        "Choose a larger one.",
        "rollout: {featureFlags: [], stages: [0, 100]}\n",
        _ROLLOUT,
    ),
    Formal(
        "schema.maximum",
        "A number is too large.",
        "Choose a smaller one.",
        "rollout: {featureFlags: [], stages: [10, 101]}\n",
        _ROLLOUT,
    ),
    Formal(
        "schema.more",
        "There are more problems than are listed.",
        "Correct the listed ones first.",
        f"rollout: {{featureFlags: [{'1, ' * 300}], stages: [100]}}\n",
        _ROLLOUT,
        "`rollout: {featureFlags: [1, 1, 1…], stages: [100]}`, 300 times",
    ),
    Formal(
        "plan.more",
        "There are more problems of one kind than are listed.",
        "Correct the listed ones first.",
        f"rollout: {{featureFlags: [{'new-list, ' * 52}], stages: [100]}}\n",
        _ROLLOUT,
        "`rollout: {featureFlags: [new-list, new-list…], stages: [100]}`, 52 times",
    ),
    Formal(
        "schema.model",
        "The plan is refused for a reason that the schema does not tell.",
        "Report this as a fault of Drystone.",
    ),
)
