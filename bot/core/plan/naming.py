"""Names in the forms that generated code needs. Whatever a plan calls a thing, what comes out is an identifier."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache
from typing import Final

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_IRREGULAR: Final = {
    "person": "people",
    "child": "children",
    "man": "men",
    "woman": "women",
    "staff": "staff",
    "news": "news",
    "series": "series",
    "equipment": "equipment",
    "feedback": "feedback",
    "information": "information",
    "media": "media",
    "status": "statuses",
    "bus": "buses",
    "leaf": "leaves",
    "shelf": "shelves",
    "half": "halves",
    "life": "lives",
    "wife": "wives",
    "knife": "knives",
    "loaf": "loaves",
    "wolf": "wolves",
    "quiz": "quizzes",
    "hero": "heroes",
    "potato": "potatoes",
    "tomato": "tomatoes",
    "mouse": "mice",
    "foot": "feet",
    "tooth": "teeth",
    "goose": "geese",
    "sheep": "sheep",
    "fish": "fish",
    "species": "species",
    "money": "money",
    "data": "data",
    "metadata": "metadata",
    "software": "software",
    "analysis": "analyses",
    "axis": "axes",
    "basis": "bases",
    "crisis": "crises",
    "diagnosis": "diagnoses",
    "hypothesis": "hypotheses",
    "thesis": "theses",
    "criterion": "criteria",
    "phenomenon": "phenomena",
    "menu": "menus",
    "sku": "skus",
    "guru": "gurus",
    "cache": "caches",
    "calorie": "calories",
    "cookie": "cookies",
    "movie": "movies",
    "niche": "niches",
    "alias": "aliases",
    "atlas": "atlases",
    "bias": "biases",
    "canvas": "canvases",
    "gas": "gases",
    "lens": "lenses",
}
_SINGULAR: Final = {plural: singular for singular, plural in _IRREGULAR.items()}


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set: for lists of words in code."""
    return frozenset(text.split())


# Words of JavaScript and TypeScript, and what every generated module already calls something.
_RESERVED: Final = word_set(
    """
    abstract any arguments as async await boolean break case catch class const continue debugger
    default delete do else enum eval export extends false finally for from function get if
    implements import in instanceof interface is let module namespace never new null number object
    of package private protected public require return set static string super switch symbol this
    throw true try type typeof undefined unknown var void while with yield caller input tx row rows
    db sql schema
    """
)

_INHERITED: Final = word_set(
    "constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable enableRls"
)


@lru_cache(maxsize=1 << 15)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in any case style, in lower case; at least one."""
    return tuple(word.lower() for word in _WORD.findall(name)) or ("item",)


def pascal(name: str) -> str:
    """`table booking` -> `TableBooking`. Never starts with a digit."""
    joined = "".join(word.capitalize() for word in words(name))
    return joined if joined[0].isalpha() else f"N{joined}"


def camel(name: str) -> str:
    """`TableBooking` -> `tableBooking`; a reserved word gets an underscore."""
    joined = pascal(name)
    lowered = joined[0].lower() + joined[1:]
    return f"{lowered}_" if lowered in _RESERVED else lowered


def key(name: str) -> str:
    """A property name: camel case, reserved words allowed, but not what every object has already."""
    joined = pascal(name)
    lowered = joined[0].lower() + joined[1:]
    return f"{lowered}Value" if lowered in _INHERITED else lowered


def snake(name: str) -> str:
    """`partySize` -> `party_size`."""
    joined = "_".join(words(name))
    return joined if joined[0].isalpha() else f"n_{joined}"


def flat(name: str) -> str:
    """`partySize`, `party_size` and `partysize` alike: by this a field finds its column in given SQL."""
    return "".join(words(name))


def kebab(name: str) -> str:
    return snake(name).replace("_", "-")


def label(name: str) -> str:
    """`partySize` -> `Party Size`: as a title."""
    return " ".join(word.capitalize() for word in words(name))


def caption(name: str) -> str:
    """`partySize` -> `Party size`: how a field is called on a form."""
    return phrase(name).capitalize()


def phrase(name: str) -> str:
    """`TableBooking` -> `table booking`: how a thing is called within a sentence."""
    return " ".join(words(name))


def plural(word: str) -> str:
    """The English plural of a lower-case word or phrase (its last word)."""
    head, _, last = word.rpartition(" ")
    return f"{head} {_plural(last)}".strip()


def _plural(word: str) -> str:
    """Of a word that is in the plural already (`settings`), the same."""
    word = singular(word)
    if word in _IRREGULAR or word.isdigit():
        return _IRREGULAR.get(word, word)
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    if re.search(r".(s|x|z|ch|sh)$", word):
        return word + "es"
    return word + "s"


def singular(word: str) -> str:
    """The English singular of a lower-case word; a singular stays."""
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word in _IRREGULAR:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(sses|xes|tzes|zzes|ches|shes)$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def with_article(phrase: str) -> str:
    """`exam` -> `an exam`: a phrase in lower case within a sentence."""
    has_vowel = phrase[:1] in "aeiou" and not re.match(r"(uni|use|usa|euro|one)", phrase)
    return f"an {phrase}" if has_vowel else f"a {phrase}"


def same(one: str, other: str) -> bool:
    """Whether two names differ only in case style and in singular or plural."""
    return stem(one) == stem(other)


def stem(name: str) -> tuple[str, ...]:
    """The words of a name with the last in the singular: what `same` compares."""
    parts = words(name)
    return (*parts[:-1], singular(parts[-1]))


def unique(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or `wanted2`, `wanted3` … where it is taken."""
    candidate, count = wanted, 1
    while candidate in taken:
        count += 1
        candidate = f"{wanted}{count}"
    return candidate


def quoted(identifier: str) -> str:
    """An SQL identifier in quotes, always: no list of reserved words to keep."""
    return '"' + identifier.replace('"', '""').replace("\0", "") + '"'


def literal(text: str) -> str:
    """An SQL string literal (`standard_conforming_strings` is on since PostgreSQL 9.1)."""
    return "'" + text.replace("'", "''").replace("\0", "") + "'"


def substituted(value: object, variables: dict[str, str]) -> object:
    """`value` with `{{NAME}}` and `${NAME}` replaced by the plan's variables, in every text of it, once.

    What a variable holds is never looked into again; an unknown name stays as it is written.
    """
    if isinstance(value, str):
        return _VARIABLE.sub(lambda m: variables.get(m.group(1) or m.group(2), m.group(0)), value)
    if isinstance(value, dict):
        return {key_: substituted(inner, variables) for key_, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [substituted(inner, variables) for inner in value]
    return value


_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}|\$\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}")
