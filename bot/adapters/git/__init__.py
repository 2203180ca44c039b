"""Workspaces' git repositories, without a work tree: implements `bot.ports.repo`."""
