"""Records as the JSON that GitHub publishes, for answers and webhooks alike."""
