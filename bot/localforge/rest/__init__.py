"""The REST API, one module per resource; each ends in its `ROUTES`."""
