"""Benches: one commit's files in a folder, and commands run there without secrets, network or a way out."""
