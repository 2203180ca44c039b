"""Lists are read a page at a time and narrowed by indexed columns, by the API and by what a page's address says."""

from __future__ import annotations

from typing import Any

import yaml

from tests.phases.trees import LIBRARY, changes_of, laid, plan_of, plan_text, text_of, tree_of

MANAGER = "packages/platform/ui/src/features/resource/ResourceManager.tsx"


def help_desk(**page: Any) -> dict[str, Any]:
    """The help desk's plan with one page."""
    plan: dict[str, Any] = yaml.safe_load(plan_text("help-desk"))
    components = {
        **plan["components"],
        "pages": [{"name": "Tickets", "route": "/tickets", "layout": "app", **page}],
    }
    return {"components": components}


def test_a_list_takes_its_indexed_columns() -> None:
    """What a plan has an index for can be asked for, beside what the operation lists; limits have a maximum."""
    schemas = text_of(changes_of("domains", "help-desk").writes, "domains/support/schemas.ts")
    taken = schemas.split("listTicketsInput = ")[1].split("});")[0]
    assert "status: z.enum(ticketStatusValues).optional()" in taken
    assert "categoryId: z.guid().optional()" in taken
    assert '.lte(200, "Must be at most 200").optional()' in taken


def test_a_page_reads_its_list_as_the_address_asks() -> None:
    """Filters and the number of the page come from the address, and lead on from there."""
    tree = tree_of("clinic")
    [page] = [text for path, text in tree.items() if path.endswith("page.tsx") and b"readList(" in text][:1]
    text = page.decode()
    assert "searchParams: Promise<Query>" in text
    assert "Asked.input, caller)" in text
    assert "list={" in text
    assert "lib/lists.ts" in tree


def test_what_cannot_show_the_way_on_is_given_all_rows() -> None:
    """A component of one's own that knows nothing of pages still shows the whole list."""
    own = b"export function Rows({ items = [] }: { items?: { id: string }[] }) { return <p>{items.length}</p>; }"
    path = "packages/own/src/Rows.tsx"
    library = {**LIBRARY, path: own, path.replace(".tsx", ".contract.yaml"): b"takes: resource\n"}
    plan = plan_of("help-desk", **help_desk(sections=[{"component": path}]))
    page = text_of(laid(plan, upto="domains", library=library), "app/(app)/tickets/page.tsx")
    assert "readList(" not in page
    assert "listTickets({}, caller)" in page
