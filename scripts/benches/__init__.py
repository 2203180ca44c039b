"""Measures what Drystone promises about speed. No tests: figures depend on the machine, so it is noted with them."""
