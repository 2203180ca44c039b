"""The small sound product that the examples of all rules change."""

from __future__ import annotations

from typing import Final

EXAMPLE: Final = """\
version: 1.0.0
product: {name: corner-shop, title: Corner Shop}
actors:
  - {name: visitor, access: public}
  - {name: clerk, access: admin}
entities:
  - name: Item
    owned: false
    fields:
      - {name: title, type: string}
      - {name: price, type: "decimal(10,2)", check: price >= 0}
      - {name: status, type: "enum(ItemStatus: DRAFT|PUBLISHED)", default: DRAFT}
features:
  - name: catalog
    requirements:
      - {id: SHOW-1, story: Visitors see what there is., actor: visitor, action: list, entity: Item}
      - {id: KEEP-1, story: Clerks add what is new., actor: clerk, action: create, entity: Item}
"""

ARCHITECTURE_EXAMPLE: Final = """\
version: 1.0.0
targets: {infra: vercel, database: supabase, auth: clerk}
"""


def requirements(*written: str) -> str:
    """The product with these requirements: each the inside of a flow mapping."""
    return "features:\n  - name: catalog\n    requirements:\n" + "".join(
        f"      - {{{one}}}\n" for one in written
    )
