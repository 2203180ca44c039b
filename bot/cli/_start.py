"""Where the command begins: Ctrl-C while Python still loads the rest ends it without a traceback."""

from __future__ import annotations

import importlib
import signal


def main() -> None:
    """Load and run `bot.cli.main`. Where Ctrl-C is ignored, as in the background of a shell, it stays so."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        loaded = importlib.import_module("bot.cli.main")
        signal.signal(signal.SIGINT, signal.default_int_handler)
    else:
        loaded = importlib.import_module("bot.cli.main")
    loaded.main()


if __name__ == "__main__":
    main()
