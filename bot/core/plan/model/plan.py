"""The plan itself, and what says how it is built, tested and brought to people."""

from __future__ import annotations

from typing import Literal

from bot.core.plan.model.components import Api, Components
from bot.core.plan.model.part import AtLeastOne, Many, Maybe, Part, Percent, Stage, like, said
from bot.core.plan.model.services import Database, Integrations, Targets

Stack = Literal["nextjs-15", "nestjs", "expo", "remix"]
PackageManager = Literal["pnpm", "npm", "yarn"]
Runtime = Literal["node", "deno", "bun"]
Checkpoint = Literal["afterScaffold", "afterDomains", "beforeDeploy"]


class Project(
    Part,
    json_schema_extra=like(name="corner-shop", stack="nextjs-15", packageManager="pnpm", runtime="node"),
):
    """What is built, and with which tools."""

    name: str = said(
        "Name of the application. It becomes the package's name, the branch's and the database's, "
        "so it is best written in lower case with hyphens.",
        "corner-shop",
        min_length=1,
    )
    stack: Stack = said("The framework that the application is built on.")
    packageManager: PackageManager = said("What installs dependencies and runs scripts.")
    runtime: Runtime = said("What runs the application's server.")
    repo: Maybe[str] = said(
        "Git remote of the application, for people: Drystone builds in the repository that holds the plan.",
        "https://github.com/acme/corner-shop",
        default=None,
    )


class Testing(
    Part, json_schema_extra=like(unit=["domains/**/*.test.ts"], e2e="playwright", coverageTarget=70)
):
    """The application's tests."""

    framework: Literal["vitest", "jest"] = said("What runs the unit tests.", default="vitest")
    unit: Many[str] = said("Unit tests: globs of the files that count.", ["domains/catalog/*.test.ts"])
    e2e: Literal["playwright", "cypress"] = said(
        "What runs the tests in a browser.", json_schema_extra={"default": "playwright"}
    )
    gherkinFrom: Literal["prd.requirements", "none"] = said(
        "Where flows come from: the requirements in `prd.yaml`, or pages and operations.",
        default="prd.requirements",
    )
    coverageTarget: Percent = said(
        "Least share of lines, in percent, that unit tests cover; less fails the `unit` gate.",
        70,
        default=70,
    )


class Rollout(Part, json_schema_extra=like(featureFlags=["new-search"], stages=[10, 50, 100])):
    """How a release reaches people."""

    featureFlags: Many[str] = said("Flags that the application can ask for.", ["new-search"])
    stages: AtLeastOne[Stage] = said(
        "Shares of users, in percent, that see a flag, one after the other.", [10, 50, 100]
    )


class Hooks(Part, json_schema_extra=like(post=["node scripts/seed-demo.mjs"])):
    """Shell commands around the build. They run in the sandbox, and only when all authors of the plan may
    write to the repository.
    """

    pre: Many[str] = said("Before the first phase.", ["node scripts/prepare.mjs"], default=())
    post: Many[str] = said("After the last phase.", ["node scripts/seed-demo.mjs"], default=())


class Plan(Part):
    """What an application is: Drystone builds it from this file alone."""

    version: str = said(
        "Version of the plan format.", "1.0.0", default="1.0.0", pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$"
    )
    project: Project
    targets: Targets
    variables: dict[str, str] = said(
        "Texts that `{{NAME}}` stands for in properties and templates.",
        {"TENANT_NAME": "Corner Shop"},
        default_factory=dict,
    )
    components: Components
    api: Api
    database: Database
    integrations: Integrations
    testing: Testing
    rollout: Rollout
    hooks: Hooks = Hooks()
    humanCheckpoints: Many[Checkpoint] = said(
        "Points at which a person must approve what was built before it goes on.",
        ["afterDomains", "beforeDeploy"],
        default=(),
    )
