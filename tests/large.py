"""Plans of any size, as people would write them: domains of ten entities, each with what is usually done to one."""

from __future__ import annotations

from collections.abc import Iterator

_HEAD = """\
version: 1.0.0
project: {name: large, stack: nextjs-15, packageManager: pnpm, runtime: node}
targets: {infra: vercel, database: supabase, auth: clerk, email: resend}
components:
  ui: []
  pages:
    - {name: Home, route: /, layout: marketing}
"""
_TAIL = """\
database: {source: fromEntities}
integrations: {email: {templates: [receipt]}}
testing: {unit: ["domains/**/*.test.ts"], e2e: playwright, gherkinFrom: none}
rollout: {featureFlags: [], stages: [10, 100]}
"""
_FIELDS = (
    "name: title, type: string",
    'name: price, type: "decimal(10,2)", check: price >= 0',
    'name: status, type: "enum(State%d: OPEN|CLOSED|CANCELLED)", default: OPEN',
    "name: at, type: datetime, index: true",
)
_OPERATIONS = (
    'name: createThing%d, kind: command, input: {title: string, price: "decimal(10,2)", at: datetime}',
    "name: listThing%ds, kind: query, input: {}",
    "name: updateThing%d, kind: command, input: {id: uuid, title: string}",
    "name: cancelThing%d, kind: command, input: {id: uuid}",
    "name: deleteThing%d, kind: command, input: {id: uuid}",
)
_ROUTES = (
    "method: POST, path: /api/things-{0}, operation: {1}.createThing{0}",
    "method: GET, path: /api/things-{0}, operation: {1}.listThing{0}s",
    'method: PATCH, path: "/api/things-{0}/{{id}}", operation: {1}.updateThing{0}',
    'method: POST, path: "/api/things-{0}/{{id}}/cancel", operation: {1}.cancelThing{0}',
    'method: DELETE, path: "/api/things-{0}/{{id}}", operation: {1}.deleteThing{0}',
)


def large_plan(entities: int, in_domain: int = 10) -> str:
    """The text of a plan with so many entities; each but the first refers to another, and has a page."""
    return "".join(
        (_HEAD, *_pages(entities), *_domains(entities, in_domain), *_api(entities, in_domain), _TAIL)
    )


def _pages(entities: int) -> Iterator[str]:
    for number in range(entities):
        yield f"    - {{name: Thing{number}s, route: /things-{number}, layout: app}}\n"


def _domains(entities: int, in_domain: int) -> Iterator[str]:
    yield "  domains:\n"
    for first in range(0, entities, in_domain):
        numbers = range(first, min(first + in_domain, entities))
        yield f"    - name: {_domain(first, in_domain)}\n      entities:\n"
        yield from (_entity(number) for number in numbers)
        yield "      operations:\n"
        for number in numbers:
            yield from (f"        - {{{one % number}, output: Thing{number}}}\n" for one in _OPERATIONS)


def _entity(number: int) -> str:
    fields = [one % number if "%" in one else one for one in _FIELDS]
    if number:
        fields.append(f'name: parentId, type: "fk(Thing{number // 2}.id)", nullable: true')
    listed = "".join(f"            - {{{field}}}\n" for field in fields)
    return f"        - name: Thing{number}\n          fields:\n{listed}"


def _api(entities: int, in_domain: int) -> Iterator[str]:
    yield "api:\n  routes:\n"
    for number in range(entities):
        domain = _domain(number, in_domain)
        yield from (f"    - {{{one.format(number, domain)}}}\n" for one in _ROUTES)


def _domain(number: int, in_domain: int) -> str:
    return f"domain-{number // in_domain}"
