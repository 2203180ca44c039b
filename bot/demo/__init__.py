"""The demo: plays the story from an issue to a running app, seeing of the bot only what the forge shows."""
