"""GitHub, or what speaks its API: implements `bot.ports.forge` and `bot.ports.translate`."""
