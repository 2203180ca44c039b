"""How the command behaves whatever the verb: version, statuses, sentences, signals, pipes."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

import bot.cli.generate
from bot.bootstrap import redis_of
from bot.cli.main import main
from bot.errors import UserError
from bot.settings import Settings
from tests.cli.shell import drystone

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "examples/restaurant-booking/buildplan.yaml"


def test_the_version_is_the_packages() -> None:
    """`--version` says what is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert drystone("--version").out == f"drystone {project['version']}\n"


def test_help_says_how_verbs_end() -> None:
    """Scripts can rely on three statuses."""
    said = " ".join(drystone("--help").out.split())
    assert "0 where all is well, 1 where it found problems, 2 where it could not do what was asked" in said


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["nope"], "No such command"),
        (["plan", "check"], "Missing argument"),
        (["plan", "check", "--nope", "x"], "No such option"),
        (["generate", PLAN], "Missing option"),
        (["generate", PLAN, "--out", PLAN], "is not a folder. Name another."),
        (["generate", PLAN, "--out", PLAN / "app"], "buildplan.yaml is not a folder. Name another."),
        (["gates", "nope"], "nope is not a folder. Name the app's folder."),
        (["gates", ROOT, "--only", "lint,spelling"], "There is no gate spelling."),
        (["serve"], "Reading the environment: PORT: "),
        (["migrate"], "Reading the environment: PORT: "),
        (["forge", "--port", "70000"], "less than or equal to 65535"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_sentence(
    argv: list[object], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names what is wrong, and there is no traceback."""
    monkeypatch.setenv("PORT", "eighty")
    done = drystone(*argv)
    assert done.status == 2
    assert says in " ".join(done.err.split())
    assert done.out == ""


def test_a_folder_that_is_not_ones_own_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses is told with its place and a next step."""

    def refused(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refused)
    done = drystone("generate", PLAN, "--out", tmp_path / "app")
    said = f"Permission denied: {tmp_path}/app. Change its permissions, or name another place.\n"
    assert (done.status, done.err) == (2, said)


def test_names_with_spaces_and_umlauts(tmp_path: Path) -> None:
    """Plans and folders may be called anything."""
    folder = tmp_path / "Über uns & so"
    folder.mkdir()
    (folder / "plän.yaml").write_bytes(PLAN.read_bytes())
    assert drystone("plan", "check", folder / "plän.yaml").status == 0
    assert drystone("generate", folder / "plän.yaml", "--out", folder / "die äpp").status == 0
    assert (folder / "die äpp/package.json").is_file()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@pytest.mark.parametrize("verb", ["serve", "forge", "register"])
def test_a_taken_port_is_told(verb: str, taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which port it is, and what to do: never a traceback."""
    environ = {
        "DRYSTONE_DATA": str(tmp_path),
        "GITHUB_WEBHOOK_SECRET": "hush",
        "GITHUB_APP_ID": "1",
        "GITHUB_PRIVATE_KEY": "x",
        "REDIS_URL": "redis://127.0.0.1:1",
        "PORT": str(taken),
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    options = {
        "serve": [],
        "forge": ["--port", taken, "--folder", tmp_path / "forge"],
        "register": ["--port", taken, "--url", "https://drystone.example.com"],
    }
    done = drystone(verb, *options[verb])
    assert done.status == 2
    assert f"Listening on 127.0.0.1:{taken}: Address already in use." in done.err
    assert done.err.strip().endswith("or end what listens there.")


def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    """`drystone … | head -1`: what is no longer read is not written, and nothing is said about it."""
    command = f"{sys.executable} -m bot.cli.main plan schema | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_ctrl_c_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the middle of any verb, with the status that shells expect."""

    def pressed(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(bot.cli.generate, "lay", pressed)
    done = drystone("generate", PLAN, "--out", tmp_path / "app")
    assert (done.status, done.out, done.err) == (130, "", "")


def test_ctrl_c_while_it_starts_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also before the verb has begun."""

    def pressed(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.cli.main.make_app", pressed)
    with pytest.raises(SystemExit) as end:
        main(["doctor"])
    assert end.value.code == 130


@pytest.mark.parametrize("url", ["", "localhost:6379", "http://localhost"])
def test_no_address_of_a_redis(url: str) -> None:
    """The parts have to share a Redis: what is no address of one is refused in words."""
    with pytest.raises(UserError, match="REDIS_URL is not set") as told:
        redis_of(Settings(redis_url=SecretStr(url)))
    assert "drystone dev" in str(told.value)


@pytest.mark.parametrize("verb", ["work", "tick"])
def test_without_a_redis(tmp_path: Path, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that needs Redis says so once and ends, before it starts anything."""
    monkeypatch.setenv("DRYSTONE_DATA", str(tmp_path))
    monkeypatch.setenv("REDIS_URL", "localhost:6379")
    done = drystone(verb)
    assert done.status == 2
    assert done.err.startswith("REDIS_URL is not set to a redis://, rediss:// or unix:// address.")


def test_a_file_that_is_no_database_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left as it is."""
    file = tmp_path / "some.db"
    file.write_bytes(b"not a database at all" * 200)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    done = drystone("migrate")
    assert (done.status, done.err) == (
        2,
        "The database's file is not one of SQLite's. Point DATABASE_URL at another.\n",
    )
    assert file.read_bytes() == b"not a database at all" * 200


def test_a_database_that_cannot_be_reached_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a next step."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/x")
    done = drystone("migrate")
    assert done.status == 2
    assert done.err.startswith("Reaching the database: ")
    assert "Try again once it can be reached" in done.err


def test_a_forge_whose_story_is_broken_is_told(tmp_path: Path) -> None:
    """And nothing is written over."""
    (tmp_path / "state.json").write_text("{")
    done = drystone("forge", "--folder", tmp_path, "--port", 0)
    assert (done.status, (tmp_path / "state.json").read_text()) == (2, "{")
    assert f"What the forge kept in {tmp_path} cannot be read." in done.err


@pytest.mark.parametrize("url", ["nonsense", "https://", "ftp://a.example", "https://a b"])
def test_an_address_that_is_none_is_not_registered(url: str) -> None:
    """GitHub would refuse it only after the browser was opened."""
    done = drystone("register", "--url", url)
    assert done.status == 2
    assert "is no address that GitHub could reach" in done.err


def test_what_parts_that_run_side_by_side_say_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the tick's parts do on a database that was never migrated."""
    monkeypatch.setenv("DRYSTONE_DATA", str(tmp_path))
    for name, value in {
        "GITHUB_APP_ID": "1",
        "GITHUB_PRIVATE_KEY": "x",
        "REDIS_URL": "redis://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    done = drystone("tick")
    assert done.status == 2
    assert done.err.endswith("The database has no tables of this version yet. Run `drystone migrate`.\n")


def test_ctrl_c_while_python_loads_is_quiet(tmp_path: Path) -> None:
    """The rest is loaded where the signal ends the process as it is; from then on it is caught."""
    package = tmp_path / "bot/cli"
    package.mkdir(parents=True)
    for folder in (package.parent, package):
        (folder / "__init__.py").touch()
    (package / "main.py").write_text("import signal\nsignal.raise_signal(signal.SIGINT)\n")
    (package / "_start.py").write_bytes((ROOT / "bot/cli/_start.py").read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli._start"], cwd=tmp_path, capture_output=True, check=False, env={}
    )
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")
