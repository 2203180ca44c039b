"""A stand-in for GitHub on this machine: REST, webhooks, git over HTTP and pages. Knows nothing of the bot."""

from bot.localforge.forge import LocalForge
from bot.localforge.run import main

__all__ = ["LocalForge", "main"]
