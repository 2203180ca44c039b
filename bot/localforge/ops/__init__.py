"""What can be done in a forge: each operation checks, changes the records and sends the webhooks of it."""
