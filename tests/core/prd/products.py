"""Sound products as data, of any size and make-up: nouns, fields, requirements, pages and choices drawn at random."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NOUNS = ("Book", "Member", "Loan", "Category", "Shelf", "Review", "Branch", "Person", "OrderLine", "Media")
FIELDS = (
    "title",
    "note",
    "amount",
    "weight",
    "score",
    "isOpen",
    "startsOn",
    "endsAt",
    "details",
    "level",
    "email",
)
TYPES = ("string", "text", "int", "bigint", "float", "boolean", "date", "datetime", "json", "decimal(10,2)")
ACTIONS = (
    "create",
    "add",
    "get",
    "list",
    "search",
    "update",
    "delete",
    "remove",
    "close",
    "cancel",
)
ACCESS = ("public", "user", "admin")
SCENARIOS = 'Scenario: It works\n  Given I am signed in\n  When I try\n  Then I see "it"\n'
SAID = st.sampled_from(
    [
        "As a member I want this.",
        "so: that # it \\ is 'quoted'",
        "ünïcode — …",
        "- a\n- b",
        "{{x}} & <b>",
        "no",
    ]
)
PLAIN = SAID.filter(lambda said: "{{" not in said)


@st.composite
def products(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A PRD and an architecture in which nothing is wrong."""
    names = draw(st.lists(st.sampled_from(NOUNS), min_size=1, max_size=4, unique=True))
    nouns = [_noun(draw, name, names[:at]) for at, name in enumerate(names)]
    count = draw(st.integers(1, 3))
    features = [_feature(draw, at, nouns) for at in range(count)]
    features[0]["requirements"].append(_requirement("FIRST-1", "list", names[0], "user"))
    prd = {
        "product": {
            "name": draw(st.sampled_from(["corner-shop", "app", "a-2"])),
            "summary": draw(PLAIN),
        },
        "actors": [{"name": access, "access": access} for access in ACCESS],
        "entities": nouns,
        "features": features,
        "quality": draw(
            st.sampled_from([{}, {"coverage": 80}, {"requestsPerMinute": 0}, {"others": ["fast"]}])
        ),
        "nonGoals": draw(st.lists(SAID, max_size=2)),
    }
    return prd, _architecture(draw)


def _noun(draw: st.DrawFn, name: str, before: list[str]) -> dict[str, Any]:
    fields = [
        {"name": field, "type": draw(st.sampled_from(TYPES)), **draw(st.sampled_from(_EXTRAS))}
        for field in draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=4, unique=True))
    ]
    if draw(st.booleans()):
        fields.append(
            {"name": "status", "type": f"enum({name}Status: OPEN|CLOSED|CANCELLED)", "default": "OPEN"}
        )
    fields += [
        {"name": f"{target[0].lower()}{target[1:]}Id", "type": f"fk({target}.id)"} for target in before[:1]
    ]
    return {"name": name, "owned": draw(st.booleans()), "description": draw(SAID), "fields": fields}


_EXTRAS: tuple[dict[str, Any], ...] = (
    {},
    {"nullable": True},
    {"index": True},
    {"description": "what # it: is"},
)


def _feature(draw: st.DrawFn, at: int, nouns: list[dict[str, Any]]) -> dict[str, Any]:
    asked = draw(
        st.lists(
            st.tuples(st.sampled_from(ACTIONS), st.sampled_from(nouns)).filter(_has_meaning),
            min_size=1,
            max_size=5,
            unique_by=lambda one: (one[0], one[1]["name"]),
        )
    )
    requirements = [
        {
            **_requirement(f"R{at}-{index}", action, noun["name"], draw(st.sampled_from(["user", "admin"]))),
            "story": draw(SAID),
            **draw(st.sampled_from(_MORE)),
        }
        for index, (action, noun) in enumerate(asked)
    ]
    flag = {"flag": f"flag-{at}"} if draw(st.booleans()) else {}
    pages = [{"name": f"Desk {at}", "route": f"/desk-{at}", "for": draw(st.sampled_from(["user", "admin"]))}]
    own = {"pages": pages} if draw(st.booleans()) else {}
    return {"name": f"feature{at}", **flag, **own, "requirements": requirements}


def _has_meaning(asked: tuple[str, dict[str, Any]]) -> bool:
    """A state is changed only where there is one."""
    action, noun = asked
    return action not in ("close", "cancel") or any(one["name"] == "status" for one in noun["fields"])


_MORE: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"priority": "wont"},
    {"priority": "could"},
    {"scenarios": SCENARIOS},
)


def _requirement(name: str, action: str, noun: str, actor: str) -> dict[str, Any]:
    return {"id": name, "story": "It is needed.", "actor": actor, "action": action, "entity": noun}


def _architecture(draw: st.DrawFn) -> dict[str, Any]:
    targets = {
        "infra": draw(st.sampled_from(["vercel", "railway", "flyio", "aws"])),
        "database": draw(st.sampled_from(["supabase", "neon", "planetscale", "local-postgres"])),
        "auth": draw(st.sampled_from(["clerk", "authjs", "firebase-auth"])),
    }
    mail = draw(st.booleans())
    integrations = {"integrations": {"email": {"templates": ["receipt"]}}} if mail else {}
    return {
        "targets": {**targets, **({"email": "resend"} if mail else {})},
        "stack": {"packageManager": draw(st.sampled_from(["pnpm", "npm", "yarn"]))},
        **integrations,
        **draw(
            st.sampled_from([{}, {"rollout": {"stages": [5, 100]}}, {"humanCheckpoints": ["afterDomains"]}])
        ),
    }
