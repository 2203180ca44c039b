"""The small sound plan that the examples of all checks change, and ways to write such changes briefly."""

from __future__ import annotations

from typing import Final

EXAMPLE: Final = """\
version: 1.0.0
project: {name: corner-shop, stack: nextjs-15, packageManager: pnpm, runtime: node}
targets: {infra: vercel, database: supabase, auth: clerk}
components:
  pages:
    - {name: Home, route: /, layout: marketing}
  ui: []
  domains:
    - name: catalog
      entities:
        - name: Item
          fields:
            - {name: title, type: string}
            - {name: price, type: "decimal(10,2)", check: price >= 0}
      operations:
        - {name: createItem, kind: command, input: {title: string, price: "decimal(10,2)"}, output: Item}
        - {name: listItems, kind: query, input: {}, output: Item}
        - {name: deleteItem, kind: command, input: {id: uuid}, output: Item}
api:
  routes:
    - {method: POST, path: /api/items, operation: catalog.createItem}
    - {method: GET, path: /api/items, operation: catalog.listItems}
    - {method: DELETE, path: "/api/items/{id}", operation: catalog.deleteItem}
database: {source: fromEntities}
integrations: {}
testing: {unit: ["domains/**/*.test.ts"], e2e: playwright, gherkinFrom: none}
rollout: {featureFlags: [], stages: [10, 100]}
"""

NO_ROUTES: Final = "api: {routes: []}\n"


def domain(entities: str, operations: str = "") -> str:
    """The plan's only domain, `catalog`, with these entities and operations, and without routes."""
    return (
        "components:\n  domains:\n    - name: catalog\n"
        + _listed("entities", entities)
        + _listed("operations", operations)
        + NO_ROUTES
    )


def _listed(key: str, lines: str) -> str:
    if not lines:
        return f"      {key}: []\n"
    return f"      {key}:\n" + "".join(f"        {line}\n" for line in lines.splitlines())


def entity(name: str, *fields: str) -> str:
    """One entity; each field is the inside of a flow mapping: `name: title, type: string`."""
    return f"- name: {name}\n  fields:\n" + "".join(f"    - {{{one}}}\n" for one in fields)


def item(*fields: str) -> str:
    """The plan with `Item` alone, with these fields."""
    return domain(entity("Item", *fields))


def operation(written: str) -> str:
    """The plan with one operation on `Item`: the inside of a flow mapping."""
    return domain(entity("Item", "name: title, type: string"), f"- {{{written}}}")


def database(written: str) -> str:
    """The plan with these lines below `database`."""
    return "database:\n" + "".join(f"  {line}\n" for line in written.splitlines())


def routes(*written: str) -> str:
    """The plan with these routes: each the inside of a flow mapping."""
    return "api:\n  routes:\n" + "".join(f"    - {{{one}}}\n" for one in written)


def pages(*written: str) -> str:
    """The plan with these pages: each the inside of a flow mapping."""
    return "components:\n  pages:\n" + "".join(f"    - {{{one}}}\n" for one in written)


def components(*written: str) -> str:
    """The plan with these library components: each the inside of a flow mapping."""
    return "components:\n  ui:\n" + "".join(f"    - {{{one}}}\n" for one in written)


SQL: Final = """\
source: sql
sql: |
  create table items (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    title text not null,
    price numeric(10,2) not null
  );
  alter table items enable row level security;
  create policy mine on items using (user_id = auth.uid());"""
