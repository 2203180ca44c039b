"""Plans in general: random sound ones, rendered and held against the real tools."""
