"""One handler a route, and a document that says the same."""

from __future__ import annotations

import json

import pytest

from bot.errors import UserError
from tests.phases.trees import changes_of, laid, plan_of, text_of


def test_each_route_names_its_operation_role_and_limit() -> None:
    """Sign-in, rate limit and parameters are the plan's."""
    routes = changes_of("api", "help-desk").writes
    assert 'auth: "public", perMinute: 5, status: 201' in text_of(routes, "app/api/messages/route.ts")
    assert 'params: { id: "id" }' in text_of(routes, "app/api/tickets/[id]/route.ts")


def test_one_place_has_one_slug() -> None:
    """Next refuses two names at one place, so `{ticket_id}` beside `{id}` is `[id]` too."""
    paths = changes_of("api", "help-desk").writes
    assert "app/api/tickets/[id]/close/route.ts" in paths
    assert 'params: { id: "ticketId" }' in text_of(paths, "app/api/tickets/[id]/start/route.ts")


def test_the_document_describes_every_route() -> None:
    """Method, input, answer and problems, from the same model as the code."""
    document = json.loads(changes_of("api", "restaurant-booking").writes["public/openapi.json"])
    create = document["paths"]["/api/reservations"]["post"]
    body = create["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["partySize", "time", "tableId"]
    assert body["properties"]["partySize"]["exclusiveMinimum"] == 0
    assert {"201", "400", "401", "409", "422", "429"} <= create["responses"].keys()
    assert document["paths"]["/api/reservations/{id}"]["delete"]["parameters"][0]["name"] == "id"


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        (({"method": "GET", "path": "/api/health/x", "operation": "support.listTickets"},), "has already"),
        (({"method": "GET", "path": "/api/a", "operation": "support.nothing"},), "no operation"),
        (({"method": "GET", "path": "/api/a{b}", "operation": "support.listTickets"},), "neither a word nor"),
        (({"method": "GET", "path": "/api/a", "operation": "support.listTickets"},) * 2, "Two routes"),
    ],
)
def test_routes_that_cannot_stand_are_refused(routes: object, said: str) -> None:
    """A collision is said, never half built."""
    with pytest.raises(UserError, match=said):
        laid(plan_of("help-desk", api={"routes": routes}), upto="api")


def test_a_command_is_done_once_for_a_key() -> None:
    """Routes of commands take an `Idempotency-Key`, and say so; those of queries have no use for one."""
    files = changes_of("api", "help-desk").writes
    routes = text_of(files, "app/api/tickets/route.ts")
    assert '  once("POST /api/tickets", openTicket),' in routes
    assert "  listTickets,\n" in routes
    path = json.loads(files["public/openapi.json"])["paths"]["/api/tickets"]
    assert "Idempotency-Key" in [one["name"] for one in path["post"]["parameters"]]
    assert "Idempotency-Key" not in [one["name"] for one in path["get"].get("parameters", [])]
    assert "together(caller" in text_of(files, "lib/idempotency.ts")
