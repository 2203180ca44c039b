"""Long-lived services on this machine: PostgreSQL, Redis or Valkey, deployed apps, the bot's own parts."""
