"""The typed form of a valid `buildplan.yaml`, and the one source of its JSON Schema and documentation.

It accepts exactly what the schema accepts (a test holds the two together). `bot.core.plan.load` makes plans;
nothing else does.
"""

from bot.core.plan.model.components import (
    Api,
    Components,
    Domain,
    Entity,
    EntityField,
    Operation,
    Page,
    Route,
    Section,
    UiComponent,
)
from bot.core.plan.model.part import Part
from bot.core.plan.model.plan import Hooks, Plan, Project, Rollout, Testing
from bot.core.plan.model.services import Database, Index, Integrations, Policy, Targets

__all__ = [
    "Api",
    "Components",
    "Database",
    "Domain",
    "Entity",
    "EntityField",
    "Hooks",
    "Index",
    "Integrations",
    "Operation",
    "Page",
    "Part",
    "Plan",
    "Policy",
    "Project",
    "Rollout",
    "Route",
    "Section",
    "Targets",
    "Testing",
    "UiComponent",
]
