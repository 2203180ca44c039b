"""The programs that Drystone uses on this machine: where they are, and how to get those that are missing."""

from bot.adapters.tools.find import NAMES, Tool, Tools, find_tools
from bot.adapters.tools.get import get_missing

__all__ = ["NAMES", "Tool", "Tools", "find_tools", "get_missing"]
