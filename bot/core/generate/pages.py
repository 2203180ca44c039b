"""Pages as code: the components of their sections with their props, and the data of the entities they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from bot.core.generate.code import Code, attribute, js, jsx
from bot.core.generate.domain import DomainView
from bot.core.generate.items import ItemView, item_function
from bot.core.generate.library import Component, component
from bot.core.generate.listing import Listing, is_paged
from bot.core.plan import naming, resolve
from bot.core.plan.app import AppModel, Column, Entity, Operation, Page, Section

_CALLERS: Final[Mapping[str, tuple[str, ...]]] = {
    "marketing": ("public",),
    "app": ("user", "public"),
    "admin": ("admin", "user", "public"),
}
"""Of each layout: whose operations its pages use, those first that are made for its people."""

PAGED: Final = b"<ListPages"
"""What a component has in its code that shows a list a page at a time."""
MANAGER: Final = "packages/platform/ui/src/features/resource/ResourceManager.tsx"
_FRAME: Final = "mx-auto w-full max-w-6xl px-(--gutter)"


@dataclass(frozen=True)
class PageView:
    """One page as its template sees it. Without `with_data` only its sections that need none are laid."""

    app: AppModel
    page: Page
    library: Mapping[str, bytes]
    with_data: bool

    @property
    def component(self) -> str:
        return f"{self.page.name}Page"

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def is_root(self) -> bool:
        return self.page.route == "/"

    @cached_property
    def sections(self) -> tuple[tuple[Section, Component], ...]:
        """The page's sections; one without any offers what its entities have."""
        sections = self.page.sections or tuple(Section(MANAGER, {}) for _ in self.page.entities)
        return tuple((section, component(section.component, self.library)) for section in sections)

    @cached_property
    def laid(self) -> tuple[tuple[Section, Component], ...]:
        return tuple((s, c) for s, c in self.sections if self.with_data or not self.binds(s, c))

    @property
    def needs_data(self) -> bool:
        return any(self.binds(s, c) and self._resource(n) for n, (s, c) in enumerate(self.sections))

    def binds(self, section: Section, one: Component) -> bool:
        """Whether a section is about an entity's rows; one that takes a form is where the plan names the entity."""
        return one.takes == "resource" or (one.takes == "form" and self._asked(section) is not None)

    def _asked(self, section: Section) -> Entity | None:
        asked = section.props.get("entity")
        return self.app.entity_called(asked) if isinstance(asked, str) else None

    @cached_property
    def bound(self) -> tuple[tuple[Component, Entity], ...]:
        """The sections that show rows, each with its entity."""
        pairs = [(c, self._resource(n)) for n, (s, c) in enumerate(self.laid) if self.binds(s, c)]
        return tuple((c, entity) for c, entity in pairs if entity is not None)

    def _resource(self, position: int) -> Entity | None:
        section, _ = self.sections[position]
        if asked := self._asked(section):
            return asked
        index = sum(1 for s, c in self.sections[:position] if self.binds(s, c))
        if names := self.page.entities:
            return self.app.entity(names[min(index, len(names) - 1)])
        known = self.app.entities
        return known[min(index, len(known) - 1)] if known else None

    @property
    def signed_in(self) -> bool:
        return bool(self.bound) and self.page.layout != "marketing"

    @property
    def dynamic(self) -> bool:
        """Whether the page asks who is there."""
        return self.signed_in or bool(self.lists)

    # Data

    @cached_property
    def lists(self) -> tuple[Operation, ...]:
        """The lists that the page reads: its entities', and those that they point to."""
        names = [name for e in self._shown for name in (e.name, *(t.name for _, _, t in self._links(e)))]
        found = {name: list_of(self.app, name, self.page.layout) for name in names}
        return tuple(operation for operation in found.values() if operation is not None)

    @cached_property
    def listings(self) -> Mapping[str, Listing]:
        """The lists that are shown a page at a time, by their entities: all whose rows nothing else here needs."""
        needed = {t.name for e in self._shown for _, _, t in self._links(e)}
        shown = [e for one, e in self.bound if PAGED in self.library[one.path]]
        found = {
            e.name: (e, list_of(self.app, e.name, self.page.layout)) for e in shown if e.name not in needed
        }
        paged = {name: (e, one) for name, (e, one) in found.items() if one and is_paged(one)}
        return {
            name: Listing(
                e,
                one,
                frozenset(link for link, _, _ in self._links(e)),
                _choices_name(e),
                f"{e.const}-" if len(paged) > 1 else "",
            )
            for name, (e, one) in paged.items()
        }

    def _is_listed(self, entity: Entity) -> bool:
        return list_of(self.app, entity.name, self.page.layout) is not None

    def _item(self, entity: Entity) -> ItemView:
        return DomainView(self.app, self.app.domain(entity.domain)).item(entity)

    def _links(self, entity: Entity) -> list[tuple[str, Column, Entity]]:
        """What forms and rows of an entity choose among, as far as the page may list it: name, column, rows."""
        named = dict(self._item(entity).links) if self._is_listed(entity) else {}
        if create := self.create_of(entity):
            fields = DomainView(self.app, self.app.domain(create.domain)).fields(create)
            named |= {one.key: one.column for one in fields if one.column.reference}
        targets = [(n, c, self.app.entity(c.reference.entity)) for n, c in named.items() if c.reference]
        return [(name, column, target) for name, column, target in targets if self._is_listed(target)]

    def create_of(self, entity: Entity) -> Operation | None:
        """The operation behind the page's form for a new row."""
        made = self.app.of_entity(entity.name, "create")
        return next((o for auth in _CALLERS[self.page.layout] for o in made if o.auth == auth), None)

    @cached_property
    def imports(self) -> tuple[Code, ...]:
        lines = set()
        for _, one in self.laid:
            lines.add(
                f'import {one.name} from "{one.module}";'
                if one.is_default
                else f'import {{ {one.name} }} from "{one.module}";'
            )
        for folder in sorted(
            {self.app.entity(o.entity).domain for o in self.lists}
            | {o.domain for o in self.lists}
            | {o.domain for o in self._creates}
        ):
            lines |= self._domain_imports(folder)
        if self.dynamic:
            lines.add('import { getPrincipal } from "@/lib/auth";')
            helpers = [
                name for name in ("withChoices", "words") if any(f"{name}(" in line for line in self.body)
            ]
            lines |= {f'import {{ {", ".join(helpers)} }} from "@/lib/view";'} if helpers else set()
        if self.listings:
            lines.add('import { type Query, readList } from "@/lib/lists";')
        if enums := sorted(name for one in self.listings.values() for name in one.enums):
            lines.add(f'import {{ {", ".join(dict.fromkeys(enums))} }} from "@/domains/enums";')
        return tuple(Code(line) for line in sorted(lines, key=lambda line: line.split(" from ")[1]))

    @cached_property
    def _shown(self) -> tuple[Entity, ...]:
        return tuple({entity.name: entity for _, entity in self.bound}.values())

    @cached_property
    def _creates(self) -> tuple[Operation, ...]:
        return tuple(o for entity in self._shown if (o := self.create_of(entity)) is not None)

    def _domain_imports(self, folder: str) -> set[str]:
        views = {item_function(e) for e in self._shown if e.domain == folder and self._is_listed(e)}
        views |= {
            f"{t.const}Choices" for e in self._shown for _, _, t in self._links(e) if t.domain == folder
        }
        listed = [one.operation for one in self.listings.values() if one.operation.domain == folder]
        parts = {
            "schemas": {f"{one.name}Input" for one in listed},
            "operations": {o.name for o in self.lists if o.domain == folder},
            "actions": {f"submit{naming.pascal(o.name)}" for o in self._creates if o.domain == folder},
            "forms": {f"{o.name}Form" for o in self._creates if o.domain == folder},
            "views": views,
        }
        return {
            f'import {{ {", ".join(sorted(names))} }} from "@/domains/{folder}/{file}";'
            for file, names in parts.items()
            if names
        }

    @cached_property
    def statements(self) -> tuple[Code, ...]:
        if not self.dynamic:
            return ()
        lines = ["const caller = await getPrincipal();"]
        if self.signed_in:
            lines.append(f"if (!caller) redirect({js('/sign-in?next=' + self.page.route)});")
        rows = [f"{self.app.entity(o.entity).const}" for o in self.lists]
        lines += [f"const {one.name} = {one.asked};" for one in self.listings.values()]
        inputs = [
            self.listings[o.entity].name + ".input" if o.entity in self.listings else "{}" for o in self.lists
        ]
        calls = [f"{o.name}({given}, caller)" for o, given in zip(self.lists, inputs, strict=True)]
        if len(rows) == 1:
            lines.append(f"const {rows[0]} = await {calls[0]};")
        elif rows:
            lines.append(f"const [{', '.join(rows)}] = await Promise.all([{', '.join(calls)}]);")
        for entity in self._shown:
            if pairs := self._choice_pairs(entity):
                lines.append(f"const {_choices_name(entity)} = {{ {', '.join(pairs)} }};")
        return tuple(Code(line) for line in lines)

    def _choice_pairs(self, entity: Entity) -> list[str]:
        pairs = []
        for name, column, target in self._links(entity):
            by = column.reference.column if column.reference else target.key.sql
            pointed = next(one for one in target.columns if one.sql == by)
            argument = "" if pointed.primary else f", {js(pointed.key)}"
            pairs.append(f"{name}: {target.const}Choices({target.const}{argument})")
        return pairs

    # Body

    @cached_property
    def body(self) -> tuple[Code, ...]:
        lines: list[str] = []
        shown = 0
        if not any(_has_heading(c) for _, c in self.laid):
            lines.append(f'<h1 className="{_FRAME} pt-6 text-3xl">{jsx(self.page.title)}</h1>')
        for section, one in self.laid:
            if self.binds(section, one):
                if shown < len(self.bound):
                    lines += self._resource_lines(section, one, self.bound[shown][1])
                shown += 1
            else:
                lines += self._plain_lines(section, one)
        return tuple(Code(line) for line in lines)

    @property
    def is_one_element(self) -> bool:
        """Whether the body needs no fragment around it."""
        return sum(not line.startswith((" ", "/>", "</")) for line in self.body) == 1

    def _item_arguments(self, entity: Entity) -> list[str]:
        """What the function that shows a row takes besides the row."""
        item = self._item(entity)
        choices = _choices_name(entity) if self._choice_pairs(entity) else "{}"
        arguments = [choices] if item.uses_choices and (choices != "{}" or item.uses_viewer) else []
        return [*arguments, "caller"] if item.uses_viewer else arguments

    def _plain_lines(self, section: Section, one: Component) -> list[str]:
        props = {**self._fills(one), **section.props}
        if one.takes == "form":
            props.pop("entity", None)
        lines = _element(one.name, [_prop(name, value) for name, value in props.items()])
        if not one.is_framed:
            return lines
        return [f'<div className="{_FRAME} my-6">', *(f"  {line}" for line in lines), "</div>"]

    def _fills(self, one: Component) -> dict[str, Any]:
        values = {"start": start(self.app)}
        return {prop: values.get(source, source) for prop, source in one.fills.items()}

    def _resource_lines(self, section: Section, one: Component, entity: Entity) -> list[str]:
        props = [
            _prop(name, value)
            for name, value in section.props.items()
            if name not in ("entity", "items", "create", "form")
        ]
        if not section.props.keys() & {"noun", "plural"}:
            props += [_prop("noun", entity.phrase), _prop("plural", entity.plural)]
        if create := self.create_of(entity):
            props += [
                f"form={{{self._form(create, entity)}}}",
                f"create={{submit{naming.pascal(create.name)}}}",
            ]
        shown = f"{item_function(entity)}({', '.join(['row', *self._item_arguments(entity)])})"
        listing = self.listings.get(entity.name)
        rows = f"{listing.name}.shown({entity.const})" if listing else entity.const
        listed = f"{rows}.map((row) => {shown})" if self._is_listed(entity) else "[]"
        part = [f"list={{{listing.shown}}}"] if listing else []
        return _element(one.name, [*props, f"items={{{listed}}}", *part])

    def _form(self, create: Operation, entity: Entity) -> str:
        fields = DomainView(self.app, self.app.domain(create.domain)).fields(create)
        names = {one.key for one in fields if one.column.reference}
        is_linked = any(name in names for name, _, _ in self._links(entity))
        return (
            f"withChoices({create.name}Form, {_choices_name(entity)})" if is_linked else f"{create.name}Form"
        )


def _choices_name(entity: Entity) -> str:
    return f"choicesFor{entity.name}"


def _has_heading(one: Component) -> bool:
    return one.takes == "resource" or "hero" in one.path.lower()


def _prop(name: str, value: object) -> str:
    if naming.key(name) != name and not name.isidentifier():
        return f"{{...{{ {js(name)}: {js(value)} }}}}"
    return name if value is True else f"{name}={attribute(value)}"


def _element(name: str, props: Sequence[str]) -> list[str]:
    line = f"<{name}{''.join(' ' + prop for prop in props)} />"
    return [line] if len(line) <= 100 else [f"<{name}", *(f"  {prop}" for prop in props), "/>"]


def list_of(app: AppModel, entity: str, layout: str) -> Operation | None:
    """A list of an entity that needs no input and that a page's visitors may read."""
    lists = [o for o in app.of_entity(entity, "list") if resolve.is_plain(o)]
    return next((o for auth in _CALLERS[layout] for o in lists if o.auth == auth), None)


def start(app: AppModel) -> str:
    """Where people go first once they are signed in."""
    own = [page.route for page in app.pages if page.layout == "app"] or [page.route for page in app.pages]
    return own[0]
