"""The environment is read once, checked whole, and its faults are told in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import UserError
from bot.settings import Settings, read_settings, variable


def test_nothing_set_is_fine() -> None:
    """Every setting has a default that works on a laptop."""
    settings = read_settings({"XDG_CACHE_HOME": "/c"})
    assert settings.cache == Path("/c/drystone")
    assert settings.database.startswith("sqlite:///")


def test_every_setting_is_read_from_its_variable() -> None:
    """What the page says is what is read."""
    settings = read_settings({"PORT": "99", "DRYSTONE_FAST_WORKERS": "3", "DRYSTONE_LOCAL": "true"})
    assert (settings.port, settings.fast_workers, settings.local) == (99, 3, True)


def test_each_variable_belongs_to_one_setting() -> None:
    """No two settings share a variable."""
    names = [variable(name) for name in Settings.model_fields]
    assert len(set(names)) == len(names)


def test_all_faults_are_told_at_once_by_variable_and_without_the_value() -> None:
    """A wrong value might be a secret in the wrong place."""
    with pytest.raises(UserError) as told:
        read_settings({"PORT": "hunter2", "DRYSTONE_LOG_LEVEL": "hunter3"})
    assert "PORT" in str(told.value)
    assert "DRYSTONE_LOG_LEVEL" in str(told.value)
    assert "hunter" not in str(told.value)


@pytest.mark.parametrize("secret", [{}, {"GITHUB_WEBHOOK_SECRET": "  "}])
def test_without_a_webhook_secret_nothing_is_served(secret: dict[str, str]) -> None:
    """An unsigned door is no door."""
    with pytest.raises(UserError, match="GITHUB_WEBHOOK_SECRET"):
        _ = read_settings(secret).webhook_secret


def test_the_key_comes_from_a_file_or_from_one_line(tmp_path: Path) -> None:
    """Platforms that allow one line only write `\\n`."""
    (tmp_path / "key.pem").write_text("-----BEGIN\nx\n")
    assert read_settings({"GITHUB_PRIVATE_KEY_FILE": f"{tmp_path}/key.pem"}).private_key == "-----BEGIN\nx\n"
    assert read_settings({"GITHUB_PRIVATE_KEY": "a\\nb"}).private_key == "a\nb"
    with pytest.raises(UserError, match="GITHUB_PRIVATE_KEY_FILE"):
        read_settings({"GITHUB_PRIVATE_KEY_FILE": f"{tmp_path}/none.pem"})


def test_secrets_do_not_show_and_are_listed() -> None:
    """The settings can be printed; what must be kept out of logs is known by value."""
    settings = read_settings({"GITHUB_WEBHOOK_SECRET": "s3cret", "DATABASE_URL": "postgresql://u:pw@h/d"})
    assert "s3cret" not in repr(settings)
    assert "pw" not in repr(settings)
    assert set(settings.secrets) == {"s3cret", "postgresql://u:pw@h/d"}
