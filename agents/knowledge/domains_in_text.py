"""Which domains a text is about."""

from __future__ import annotations

from dataclasses import dataclass

from agents.grammar.parsing import parse
from agents.knowledge.base import SYNONYM, Knowledge, knowledge
from agents.knowledge.entity import Domain
from agents.knowledge.names_in_text import longest
from agents.knowledge.word_forms import key_of
from agents.words import Words

CUE, WORD_OF_CUE = 1.5, 0.5
"""What a cue weighs, and each word of it more than one: ``book shop`` says more than ``shop``."""


COLUMN = 0.4
"""What a column weighs that no other domain has: ``interest rates`` tell a bank's loans from a
library's."""


@dataclass(frozen=True)
class AboutDomain:
    """A domain that a text is about.

    ``score`` is between 0 and 1: about 0.6 and more where a cue is named, less where entities
    alone point to it. ``words`` are the cues and names that were found.
    """

    domain: Domain
    score: float
    words: tuple[Words, ...]


def domains_in_text(text: str, base: Knowledge | None = None) -> list[AboutDomain]:
    """The domains that the text points to, the best first; none where no cue or entity is named.

    Cues weigh most; a name weighs the more the fewer domains have it. A cue within a longer one
    of another domain does not count, so that a bookshop is no shop. Of names only nouns count
    (guests who book a room have no books); columns tell apart the domains that are found.
    """
    base = base or knowledge()
    cues = {name: _cues(domain) for name, domain in base.domains.items()}
    named = longest(text, {key for own in cues.values() for key in own})
    verbs = {token.start + len(token.text) for token in parse(text) if token.pos == "VERB"}
    found = list[AboutDomain]()
    for name, domain in base.domains.items():
        weight, words = 0.0, list[Words]()
        seen = set[str]()
        for key, at in named:
            if key in cues[name]:
                words.append(at)
                if key not in seen:
                    seen.add(key)
                    weight += CUE + WORD_OF_CUE * cues[name][key]
        for key, at in longest(text, base.names(name)):
            if at.end in verbs:
                continue
            entity = base.names(name)[key]
            words.append(at)
            if entity.entity.name not in seen:
                seen.add(entity.entity.name)
                weight += base.rarity[key] * (1.0 if entity.score > SYNONYM else 0.5)
        if weight:
            named_columns = {key for key, _ in longest(text, base.columns[name])}
            weight += COLUMN * sum(base.columns[name][key] for key in named_columns)
            found.append(AboutDomain(domain, weight / (weight + 1), tuple(words)))
    return sorted(found, key=lambda each: (-each.score, -len(each.words)))


def _cues(domain: Domain) -> dict[str, int]:
    """The keys of a domain's cues, with the number of words after the first."""
    return {key_of(cue): len(cue.split()) - 1 for cue in domain.cues}
