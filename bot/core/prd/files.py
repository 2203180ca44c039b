"""The two files that a plan is compiled from: how they are called and read."""

from __future__ import annotations

from typing import Final

from bot.core.plan.shape import Shape
from bot.core.prd.model import Architecture, Prd

PRD_FILE: Final = "prd.yaml"
ARCHITECTURE_FILE: Final = "architecture.yaml"
PRD: Final = Shape(Prd, "The PRD", "prd", "Drystone product requirements")
ARCHITECTURE: Final = Shape(Architecture, "The architecture", "architecture", "Drystone architecture")
