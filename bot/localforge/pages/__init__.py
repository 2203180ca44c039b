"""The forge's pages: one module per page; they look and act through the same verbs as everybody else."""
