"""What people do in a forge, as verbs: tests, the demo, the pages and the control API all speak through these."""
