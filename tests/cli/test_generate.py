"""`drystone generate`: a plan as a folder."""

from __future__ import annotations

from pathlib import Path

from bot.cli.generate import own_components
from bot.core.plan.checks.examples import EXAMPLE
from tests.cli.shell import Done, drystone
from tests.phases.trees import PLANS, ROOT

PLAN = ROOT / "examples" / "restaurant-booking" / "buildplan.yaml"


def generate(plan: Path | str, out: Path, *options: str, given: bytes = b"") -> Done:
    return drystone("generate", plan, "--out", out, *options, given=given)


def tree(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_plan_becomes_a_folder(tmp_path: Path) -> None:
    """All files of the app, and nothing outside of it."""
    done = generate(PLAN, tmp_path / "app")
    assert done.status == 0, done.err
    assert (tmp_path / "app" / "package.json").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["app"]


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    """Nobody's files are written over unasked."""
    (tmp_path / "mine.txt").write_text("mine")
    done = generate(PLAN, tmp_path)
    assert done.status == 2
    assert "is not empty" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_beside_the_files_of_a_folder_on_demand(tmp_path: Path) -> None:
    """With --force the app is written beside what is there, and none of that is written over."""
    (tmp_path / "README.md").write_text("mine")
    done = generate(PLAN, tmp_path, "--force")
    assert "README.md. Nothing was written" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    (tmp_path / "README.md").rename(tmp_path / "mine.txt")
    assert generate(PLAN, tmp_path, "--force").status == 0
    assert (tmp_path / "package.json").is_file()


def test_a_new_repository_counts_as_empty(tmp_path: Path) -> None:
    """After `git init` an app can be generated into it."""
    (tmp_path / ".git").mkdir()
    assert generate(PLAN, tmp_path).status == 0


def test_generated_again_people_keep_what_they_changed(tmp_path: Path) -> None:
    """Also where the plan was changed in the folder itself; it is said what was left alone."""
    app = tmp_path / "app"
    generate(PLAN, app)
    (app / "README.md").write_text("mine")
    (app / "buildplan.yaml").write_text(PLAN.read_text() + "# a note\n")
    done = generate(app / "buildplan.yaml", app)
    assert done.status == 0
    assert "Left as you changed or removed them: README.md." in done.out + done.err
    assert (app / "README.md").read_text() == "mine"
    assert (app / "buildplan.yaml").read_text().endswith("# a note\n")


def test_a_changed_plan_leaves_migrations_as_they_are(tmp_path: Path) -> None:
    """They may have been applied: what the new plan needs follows after them."""
    app, first, changed = tmp_path / "app", tmp_path / "first.yaml", tmp_path / "changed.yaml"
    field = "{name: title, type: string}"
    first.write_text(EXAMPLE)
    changed.write_text(
        EXAMPLE.replace(field, f"{field}\n            - {{name: colour, type: string, nullable: true}}")
    )
    generate(first, app)
    before = {path: data for path, data in tree(app).items() if path.startswith("db/migrations/")}
    done = generate(changed, app)
    after = {path: data for path, data in tree(app).items() if path.startswith("db/migrations/")}
    assert done.status == 0, done.err
    assert before.items() < after.items()
    assert b"colour" in b"".join(after[path] for path in after.keys() - before.keys())
    assert "⚠" not in done.out
    assert "⚠ items.colour and all that is in it is dropped." in generate(first, app).out


def test_what_is_called_otherwise_keeps_its_data(tmp_path: Path) -> None:
    """`buildplan.renames.yaml` beside the plan is followed, and what it cannot mean makes nothing."""
    app, plan, renames = tmp_path / "app", tmp_path / "buildplan.yaml", tmp_path / "buildplan.renames.yaml"
    plan.write_text(EXAMPLE)
    generate(plan, app)
    plan.write_text(EXAMPLE.replace("name: title", "name: caption"))
    renames.write_text("fields: {Item: {titel: caption}}")
    done = generate(plan, app)
    assert (done.status, "no `titel`" in done.err, "perhaps: title" in done.err) == (2, True, True)
    assert not (app / "db/migrations/0004_expand.sql").exists()
    renames.write_text("fields: {Item: {title: caption}}")
    assert "⚠" not in generate(plan, app).out
    assert "rename column title to caption;" in (app / "db/migrations/0004_expand.sql").read_text()
    assert "`title` was renamed to `caption` when it was built last" in generate(plan, app).out


def test_a_plan_comes_from_standard_input(tmp_path: Path) -> None:
    """`-` gives the same app as the file."""
    assert generate("-", tmp_path / "piped", given=PLAN.read_bytes()).status == 0
    generate(PLAN, tmp_path / "named")
    assert tree(tmp_path / "piped") == tree(tmp_path / "named")


def test_a_plan_that_is_not_sound_makes_nothing(tmp_path: Path) -> None:
    """Its problems are told, with the status of problems."""
    done = generate(PLANS / "unsound.yaml", tmp_path / "app")
    assert done.status == 1
    assert "unsound.yaml is not sound" in done.out + done.err
    assert not (tmp_path / "app").exists()


def test_components_beside_the_plan_are_found(tmp_path: Path) -> None:
    """A repository's own `packages/**`, without links and installed packages."""
    for path in ("packages/a/A.tsx", "packages/a/node_modules/x/X.tsx"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    (tmp_path / "packages" / "B.tsx").symlink_to("/etc/passwd")
    assert own_components(tmp_path / "plan.yaml") == {"packages/a/A.tsx": b"x"}
