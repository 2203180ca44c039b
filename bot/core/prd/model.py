"""The typed forms of `prd.yaml` and `architecture.yaml`, and the one source of their JSON Schemas and documentation.

What the plan has already is taken from its model: fields, sections, targets, integrations, the database.
"""

from __future__ import annotations

from typing import Literal

from bot.core.plan.model import (
    Database,
    EntityField,
    Hooks,
    Integrations,
    Part,
    Section,
    Targets,
    Testing,
    UiComponent,
)
from bot.core.plan.model.components import Auth
from bot.core.plan.model.part import AtLeastOne, Limit, Many, Maybe, Percent, Stage, like, said
from bot.core.plan.model.plan import Checkpoint, PackageManager, Runtime, Stack

Priority = Literal["must", "should", "could", "wont"]
ROUTE = r"^(GET|POST|PUT|PATCH|DELETE) /api(/[a-z0-9-{}:_]+)+$"
NAME = r"^[A-Za-z][A-Za-z0-9_-]*$"
_VERSION = r"^[0-9]+\.[0-9]+\.[0-9]+$"
_STORY = "As a guest I want to book a table, so that it is kept for me."
_SCENARIO = """\
Scenario: A guest books a table
  Given I am signed in as a guest
  When I book a table for 2
  Then I see "Reservation confirmed"
"""
_FIELD = {"name": "partySize", "type": "int", "check": "partySize > 0"}
_ENTITY = {"name": "Reservation", "fields": [_FIELD]}
_BOOK = {"id": "BOOK-1", "story": _STORY, "actor": "guest", "action": "create", "entity": "Reservation"}
_FEATURE = {"name": "reservation", "requirements": [_BOOK]}
_GUEST = {"name": "guest", "access": "user"}


class Product(Part, json_schema_extra=like(name="restaurant-booking", title="Bali Bites")):
    """What the product is."""

    name: str = said(
        "Name of the product, in lower case with hyphens: the plan's `project.name`.",
        "restaurant-booking",
        min_length=1,
    )
    title: Maybe[str] = said(
        "Name as people read it. It stands on the home page that a product without one gets.",
        "Bali Bites",
        default=None,
    )
    summary: Maybe[str] = said(
        "The product in a sentence. It stands below the title on such a home page.",
        "Authentic dining in Ubud",
        default=None,
    )


class Actor(Part, json_schema_extra=like(**_GUEST)):
    """One role that people have towards the product."""

    name: str = said("Name of the role, by which requirements and pages call it.", "guest", pattern=NAME)
    access: Auth = said(
        "What tells the role: `public` is anyone, `user` who is signed in, `admin` who has the role of an admin.",
        default="user",
    )
    description: Maybe[str] = said("Who that is, for people.", "Somebody who eats here", default=None)


class NounField(EntityField, json_schema_extra=like(**_FIELD)):
    """One thing that is known of a noun, as in a plan, with what it means."""

    description: Maybe[str] = said(
        "What it means: a comment in the plan.", "How many people come", default=None
    )


class Noun(Part, json_schema_extra=like(**_ENTITY)):
    """One kind of thing that the product keeps."""

    name: str = said("Name of the thing, in PascalCase and singular.", "Reservation", min_length=1)
    description: Maybe[str] = said(
        "What it is: a comment in the plan.", "A table kept for a guest", default=None
    )
    owned: bool = said(
        "Whether each belongs to the user who made it, and nobody else sees it: the plan's `multiTenant`.",
        default=True,
    )
    fields: AtLeastOne[NounField] = said("What is known of it.", [_FIELD])


class View(Part, json_schema_extra=like(name="Bookings", route="/bookings", for_="guest")):
    """One page of the product."""

    name: str = said("Name of the page, shown as its title and in the navigation.", "Bookings", min_length=1)
    route: str = said("Path of the page.", "/bookings", pattern=r"^/([a-z0-9-_/]*)$")
    for_: str = said(
        "The actor that it is for. It gets the layout of that actor's access: `marketing` for `public`, `app` "
        "for `user`, `admin` for `admin`.",
        "guest",
        alias="for",
    )
    sections: Many[Section] = said(
        "The components of the page, from top to bottom. Without any, it offers what its feature can do.",
        [{"component": "packages/restaurants/src/features/booking/BookingForm.tsx"}],
        default=(),
    )


class Requirement(Part, json_schema_extra=like(**_BOOK)):
    """One thing that somebody needs. It becomes an operation with its route (`action`), or is met by a `page`."""

    id: str = said("What it is called by, once in the product.", "BOOK-1", pattern=NAME)
    story: str = said("The need as people say it: a comment in the plan.", _STORY, min_length=1)
    priority: Maybe[Priority] = said(
        "How much it is needed; without it, its feature's priority. What is `wont` is left out of the plan.",
        default=None,
    )
    actor: Maybe[str] = said("Who needs it. The actor's access is the operation's.", "guest", default=None)
    action: Maybe[str] = said(
        "What is done, as a verb: `create`, `get`, `list`, `update`, `delete`, or a change of state such as "
        "`cancel`.",
        "create",
        default=None,
        pattern=r"^[a-z][A-Za-z]*$",
    )
    entity: Maybe[str] = said("The noun that it is done to.", "Reservation", default=None)
    fields: Maybe[Many[str]] = said(
        "The fields that are given, in the order of the form; `id` is the row that is meant. Without it: for a "
        "new thing, all that have no default and that people fill in; for a change, the row and those; for a "
        "list, none; else the row. A verb that could mean both, as `publish`, makes a new thing unless `id` is here.",
        ["partySize", "time"],
        default=None,
    )
    inputs: dict[str, str] = said(
        "What is given beside fields: name to type.", {"voucher": "string"}, default_factory=dict
    )
    effects: Many[str] = said(
        "What else it brings about: `send-email`, `stripe-charge`.", ["send-email"], default=()
    )
    route: Maybe[str] = said(
        "Method and path in the API. Without it they follow from the action and the noun.",
        "DELETE /api/reservations/{id}",
        default=None,
        pattern=ROUTE,
    )
    page: Maybe[str] = said("The page that meets the need, by its name.", "Home", default=None)
    scenarios: Maybe[str] = said(
        "When the need is met: scenarios in Gherkin (English), one after the other.", _SCENARIO, default=None
    )


class Feature(Part, json_schema_extra=like(**_FEATURE)):
    """A group of requirements that belong together: the plan's domain."""

    name: str = said("Name of the feature, in lower case.", "reservation", pattern=NAME)
    description: Maybe[str] = said(
        "What it is for: a comment in the plan.", "Tables and who has them", default=None
    )
    priority: Priority = said("Priority of its requirements that have none.", default="must")
    flag: Maybe[str] = said(
        "The flag behind which it is brought to people: one of the plan's `rollout.featureFlags`.",
        "bookings-v2",
        default=None,
    )
    pages: Many[View] = said(
        "Its pages. Without any, each noun that its requirements are about gets one.",
        [{"name": "Bookings", "route": "/bookings", "for": "guest"}],
        default=(),
    )
    requirements: Many[Requirement] = said("What is needed.", [_BOOK])


class Quality(Part, json_schema_extra=like(coverage=80)):
    """How good it has to be."""

    coverage: Maybe[Percent] = said(
        "Least share of lines, in percent, that unit tests cover: the plan's `testing.coverageTarget`.",
        80,
        default=None,
    )
    requestsPerMinute: Maybe[Limit] = said(
        "Requests a minute that one caller may make: the `rateLimit` of every route.", 60, default=None
    )
    others: Many[str] = said(
        "What else is asked for, in words. No plan can say it: it becomes a comment, and a warning says so.",
        ["Pages show within a second"],
        default=(),
    )


class Prd(Part):
    """What a product is and what it has to do: a product requirements document."""

    version: str = said("Version of the format.", "1.0.0", default="1.0.0", pattern=_VERSION)
    product: Product
    actors: AtLeastOne[Actor] = said("Who uses it.", [_GUEST])
    entities: AtLeastOne[Noun] = said("The nouns: what it keeps.", [_ENTITY])
    features: AtLeastOne[Feature] = said("What it does.", [_FEATURE])
    quality: Quality = Quality()
    nonGoals: Many[str] = said(
        "What it is not to do: comments in the plan.", ["Reviews of restaurants"], default=()
    )


class Base(Part, json_schema_extra=like(framework="nextjs-15", packageManager="pnpm", runtime="node")):
    """What the application is built with: the plan's `project`."""

    framework: Stack = said("The framework that the application is built on.", default="nextjs-15")
    packageManager: PackageManager = said("What installs dependencies and runs scripts.", default="pnpm")
    runtime: Runtime = said("What runs the application's server.", default="node")


class Release(Part, json_schema_extra=like(stages=[10, 50, 100])):
    """How a release reaches people."""

    stages: AtLeastOne[Stage] = said(
        "Shares of users, in percent, that see a feature's flag, one after the other.",
        [10, 50, 100],
        default=(10, 50, 100),
    )


class Architecture(Part):
    """How a product is built: what a PRD leaves to engineers."""

    version: str = said("Version of the format.", "1.0.0", default="1.0.0", pattern=_VERSION)
    stack: Base = Base()
    targets: Targets
    variables: dict[str, str] = said(
        "Texts that `{{NAME}}` stands for in the properties of sections.",
        {"TENANT_NAME": "Bali Bites"},
        default_factory=dict,
    )
    ui: Many[UiComponent] = said(
        "Library components to copy into the application beside those that pages name.", [], default=()
    )
    database: Database = Database(source="fromEntities")
    integrations: Integrations = Integrations()
    testing: Testing = Testing(unit=("domains/**/*.test.ts",), e2e="playwright", gherkinFrom="none")
    rollout: Release = Release()
    hooks: Hooks = Hooks()
    humanCheckpoints: Many[Checkpoint] = said(
        "Points at which a person must approve what was built before it goes on.",
        ["afterDomains", "beforeDeploy"],
        default=("beforeDeploy",),
    )
