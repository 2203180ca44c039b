"""What people do in a forge, as verbs: tests, demo, pages and control API all speak through these."""
