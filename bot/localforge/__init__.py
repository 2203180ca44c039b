"""A stand-in for GitHub: REST, webhooks, git over HTTP and pages. It knows nothing of the bot."""

from bot.localforge.forge import LocalForge
from bot.localforge.run import main

__all__ = ["LocalForge", "main"]
