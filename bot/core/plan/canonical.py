"""The canonical form of a plan, and its digest.

Comments, quoting, the order of known keys and defaults written out make no difference to it. The order
inside `input`, `props` and `variables` does, since forms and arguments follow it.
"""

from __future__ import annotations

import hashlib
import json

from bot.core.plan.model import Plan


def canonical(plan: Plan) -> str:
    """The plan as JSON without spaces: known keys in the model's order, defaults filled in."""
    filled = plan.model_dump(mode="json", by_alias=True)
    for domain, given in zip(filled["components"]["domains"], plan.components.domains, strict=True):
        for entity, given_entity in zip(domain["entities"], given.entities, strict=True):
            for field, given_field in zip(entity["fields"], given_entity.fields, strict=True):
                if "default" not in given_field.model_fields_set:
                    del field["default"]
    return json.dumps(filled, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def digest(plan: Plan) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(plan).encode("utf-8")).hexdigest()
