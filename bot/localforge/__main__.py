"""`python -m bot.localforge --port 3000 --folder .drystone/forge`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.localforge.run import main

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bot.localforge", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=3000)
    parser.add_argument("--folder", type=Path, default=Path(".drystone/forge"))
    chosen = parser.parse_args()
    main(port=chosen.port, folder=chosen.folder, host=chosen.host)
