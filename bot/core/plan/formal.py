"""The codes of problems with a plan's text (`yaml.*`) and its shape (`schema.*`), with their documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.plan.problems import Severity


@dataclass(frozen=True)
class Formal:
    """One code. `example` is a whole text that shows it; empty where it would be too long to print."""

    code: str
    meaning: str
    cure: str
    example: str = ""
    severity: Severity = "error"


FORMAL: Final = (
    Formal(
        "yaml.unreadable",
        "The file cannot be read: it is not there, it is a folder, or it is not yours to read.",
        "Name a file that you can read, or `-` for standard input.",
    ),
    Formal(
        "yaml.size", "The text is larger than 2 MB, or has more than 200,000 values.", "Write a smaller plan."
    ),
    Formal("yaml.encoding", "The text is not UTF-8.", "Save the file as UTF-8."),
    Formal(
        "yaml.bom",
        "The text starts with a byte order mark.",
        "Save the file without it; `drystone plan fix` takes it out.",
        severity="warning",
    ),
    Formal(
        "plan.no-file",
        "`buildplan.yaml` is a link, a folder or a submodule.",
        "Put the plan itself there, as a file.",
    ),
    Formal(
        "plan.two-files",
        "Beside `buildplan.yaml` there is a file with nearly the same name, and people may take either for the plan.",
        "Keep one of them, as `buildplan.yaml`.",
    ),
    Formal("yaml.character", "The text holds a control character.", "Remove it.", 'version: "1.0.0\\0"\n'),
    Formal(
        "yaml.tab", "A line is indented by a tab.", "Indent by spaces.", "project:\n\tname: corner-shop\n"
    ),
    Formal(
        "yaml.quote",
        "An unquoted text starts with a character that YAML keeps for itself (`@`, `%`, `*`, a backtick).",
        "Quote the text.",
        "variables:\n  HANDLE: @corner\n",
    ),
    Formal(
        "yaml.colon",
        "An unquoted text holds a colon and a space, or a key is not followed by a colon and a space.",
        "Quote the text, or put a space after the colon.",
        "variables:\n  TITLE: Corner: the shop\n",
    ),
    Formal(
        "yaml.flow",
        "Inside `{ … }` or `[ … ]` an unquoted text holds braces or brackets, or the closing one is missing.",
        "Quote the text, or close the list or mapping.",
        "api:\n  routes:\n    - { method: GET, path: /api/items/{id}, operation: catalog.getItem }\n",
    ),
    Formal(
        "yaml.end",
        "A quoted text is never closed.",
        "Put the closing quote.",
        'variables:\n  TITLE: "Corner\n',
    ),
    Formal(
        "yaml.indent",
        "A line does not continue what stands above it.",
        "Line it up with its neighbours, or put the quotes right.",
        "project:\n  name: corner-shop\n stack: nextjs-15\n",
    ),
    Formal(
        "yaml.escape",
        "A double-quoted text has an escape that YAML does not know.",
        "Write `\\\\` for a backslash.",
        'variables:\n  PATTERN: "\\d+"\n',
    ),
    Formal("yaml.syntax", "The text is no YAML for another reason.", "See the message.", "project: - name\n"),
    Formal(
        "yaml.alias",
        "The text has an alias (`*name`), by which a short text could become a huge document.",
        "Write the value out.",
        "variables:\n  A: &shop Corner\n  B: *shop\n",
    ),
    Formal(
        "yaml.anchor", "The text has an anchor (`&name`).", "Remove it.", "variables:\n  A: &shop Corner\n"
    ),
    Formal("yaml.tag", "The text has a tag (`!name`).", "Remove it.", "variables:\n  A: !!str 12\n"),
    Formal(
        "yaml.merge",
        "The text has a merge key (`<<`).",
        "Write the entries out.",
        "project:\n  <<: {name: a}\n",
    ),
    Formal(
        "yaml.key",
        "A key is not a text, or some readers of YAML take it for something else.",
        "Quote the key.",
        "variables:\n  on: Corner\n",
    ),
    Formal(
        "yaml.duplicate-key",
        "A mapping has a key twice. Most readers of YAML drop one of them silently.",
        "Keep one of them.",
        "variables:\n  A: one\n  A: two\n",
    ),
    Formal(
        "yaml.documents",
        "The text holds several documents.",
        "Keep one.",
        "version: 1.0.0\n---\nversion: 1.0.0\n",
    ),
    Formal("yaml.depth", "The text nests more than 200 levels deep.", "Nest less."),
    Formal("yaml.empty", "The text is empty.", "Write a plan.", "# nothing here yet\n"),
    Formal("yaml.mapping", "The text is not a mapping of keys to values.", "Write a plan.", "- project\n"),
    Formal(
        "yaml.ambiguous",
        "Readers of YAML differ over an unquoted value: `no` is a text or false, `12:30` a text or 750, "
        "`2026-12-31` a text or a date, `012` twelve or ten.",
        "Quote it where a text is meant; else write `true`, `false` or a plain number.",
        "variables:\n  COUNTRY: no\n",
    ),
    Formal(
        "yaml.number",
        "A number is infinite or undefined.",
        "Write a finite number.",
        "variables:\n  A: .inf\n",
    ),
    Formal("schema.type", "A value is of the wrong kind.", "Write what is allowed.", "version: 1\n"),
    Formal(
        "schema.enum",
        "A value is none of those allowed.",
        "Choose one of them.",
        "humanCheckpoints: [beforeBuild]\n",
    ),
    Formal("schema.required", "A key is missing.", "Add it.", "project: {name: corner-shop}\n"),
    Formal(
        "schema.additionalProperties", "A key is not known here.", "Remove or rename it.", "projcet: {}\n"
    ),
    Formal(
        "schema.pattern",
        "A text does not have the form that it must have.",
        "Write it in that form.",
        'version: "1"\n',
    ),
    Formal("schema.minLength", "A text is empty.", "Fill it.", 'project: {name: ""}\n'),
    Formal("schema.minItems", "A list is empty.", "Fill it.", "rollout: {featureFlags: [], stages: []}\n"),
    Formal("schema.minimum", "A number is too small.", "Choose a larger one.", "rollout: {stages: [0]}\n"),
    Formal("schema.maximum", "A number is too large.", "Choose a smaller one.", "rollout: {stages: [101]}\n"),
    Formal(
        "plan.more", "There are more problems of one kind than are listed.", "Correct the listed ones first."
    ),
    Formal("schema.more", "There are more problems than are listed.", "Correct the listed ones first."),
    Formal(
        "schema.model",
        "The plan is refused for a reason that the schema does not tell.",
        "Report this as a fault of Drystone.",
    ),
)
