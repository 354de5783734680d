"""Which nouns of a text are tables: by what the knowledge base knows, and by how they are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.grammar.parsing import parse
from agents.grammar.phrases import Phrase, phrases
from agents.knowledge.base import NAME, Found, Knowledge
from agents.knowledge.columns import usual_column
from agents.knowledge.entity import Domain
from agents.knowledge.nouns import is_person, nouns
from agents.knowledge.word_forms import key_of
from agents.planner.naming import singular, snake
from agents.quantities.quantity import Cardinality, Range, Reading, RowCount, Rule, Share, Split

ENOUGH = 1.0
"""The score from which a noun is a table."""

_MAKING = frozenset(
    (
        "design create build generate make need want give develop model simulate produce prepare "
        "provide help write set mock imagine think require like look plan define seed populate fill"
    ).split()
)
_DOING = frozenset("place leave put".split())
"""Verbs that are taken for a part of their object: ``customers place orders``."""

_PLACES = frozenset("in on at for to from by of about under into".split())
_WEAK = frozenset(
    (
        "have carry give get move include contain know be use show provide cost take set keep pay "
        "earn range"
    ).split()
)


@dataclass
class Candidate:
    """A noun that may be a table: ``name`` (singular, snake case) with all that is said of it.

    ``known`` is what the domain knows it as, ``elsewhere`` what any other does.
    """

    name: str
    phrases: list[Phrase] = field(default_factory=list)
    known: Found | None = None
    elsewhere: Found | None = None
    score: float = 0.0

    @property
    def is_table(self) -> bool:
        return self.score >= ENOUGH

    @property
    def found(self) -> Found | None:
        return self.known or self.elsewhere


def candidates(
    text: str,
    knowledge: Knowledge,
    domain: Domain | None,
    reading: Reading,
    skipped: Sequence[tuple[int, int]] = (),
) -> list[Candidate]:
    """The nouns of the text that may be tables, with their scores, in the order of the text.

    Nouns in the ``skipped`` spans are left to who reads those."""
    return _Judge(text, knowledge, domain, reading, skipped).judged()


def is_verb(word: str) -> bool:
    """Whether the word for a number is a verb, so that its subject is the number: ``marks go``."""
    return word in ("go", "lie", "range", "vary", "run", "are", "from", "between")


class _Judge:
    def __init__(
        self,
        text: str,
        knowledge: Knowledge,
        domain: Domain | None,
        reading: Reading,
        skipped: Sequence[tuple[int, int]],
    ) -> None:
        self.tokens = parse(text)
        self.phrases = [
            phrase
            for phrase in phrases(text)
            if not any(a <= phrase.words.start < b for a, b in skipped)
        ]
        self.text, self.knowledge, self.domain = text, knowledge, domain
        self.values = {
            key_of(value)
            for quantity in reading.quantities
            if isinstance(quantity, Split)
            for value in quantity.weights
        }
        self.moments = [
            (quantity.words.start, quantity.words.end)
            for quantity in reading.quantities
            if isinstance(quantity, Rule) and quantity.form == "order"
        ]
        self.counted = {
            key_of(noun)
            for quantity in reading.quantities
            if isinstance(quantity, Cardinality | Share)
            for noun in (getattr(quantity, "parent", None), quantity.child)
            if noun
        }
        rows = {key_of(q.subject) for q in reading.quantities if isinstance(q, RowCount)}
        self.measured = {
            key_of(noun)
            for quantity in reading.quantities
            if isinstance(quantity, Range)
            for noun in (quantity.column, quantity.subject if is_verb(quantity.column) else "")
            if noun
        } - rows
        self.framing = {p.head: p for p in self.phrases if self._is_framing(p)}
        self.chains = self._chains()

    def judged(self) -> list[Candidate]:
        found: dict[str, Candidate] = {}
        for phrase in self.phrases:
            if phrase.head in self.framing or phrase.share or self._is_value(phrase):
                continue
            name = self._name(phrase)
            if not name:
                continue
            candidate = found.setdefault(name, Candidate(name))
            candidate.phrases.append(phrase)
        for candidate in found.values():
            candidate.known, candidate.elsewhere = self._known(candidate.name)
            candidate.score = self._score(candidate)
        self._vote(found)
        return list(found.values())

    def _is_value(self, phrase: Phrase) -> bool:
        """Whether a noun is a category, or but the moment of a rule: ``dates after delivery``."""
        at = phrase.words.start
        is_moment = not phrase.plural and any(first <= at < last for first, last in self.moments)
        return is_moment or key_of(phrase.name) in self.values

    def _name(self, phrase: Phrase) -> str:
        names = [word for word in phrase.names if word.isascii() and word[0].isalpha()]
        for front in (phrase.adjectives, phrase.adjectives[-1:]):
            plain = "_".join(names)
            if front and not self._is_known(plain) and self._is_known("_".join((*front, plain))):
                return singular(snake("_".join((*front, *names))))
        framing = {word for each in self.framing.values() for word in each.names}
        while (
            len(names) > 1
            and not self._is_known("_".join(names))
            and (names[0] in framing or names[0] in nouns().organisations or names[0] in _DOING)
            and self._is_known("_".join(names[1:]))
        ):
            names = names[1:]
        if len(names) > 3:
            names = names[-2:]
        return singular(snake("_".join(names))) if names else ""

    def _is_known(self, name: str) -> bool:
        key = key_of(name)
        return any(key in self.knowledge.names(domain) for domain in self.knowledge.domains)

    def _known(self, name: str) -> tuple[Found | None, Found | None]:
        key = key_of(name)
        own = self.knowledge.names(self.domain.name).get(key) if self.domain else None
        found = self.knowledge.find(name)
        if found is not None and is_person(name) and not is_person(found.entity.name):
            found = None
        return own, found

    def _is_framing(self, phrase: Phrase) -> bool:
        """Whether a phrase says what the whole is about: ``an online shop``, ``our clinic``."""
        if phrase.plural or phrase.number or phrase.is_each or phrase.share:
            return self._is_data(phrase)
        head, words = phrase.names[-1], set(phrase.names)
        if self._is_data(phrase):
            return True
        known = nouns()
        governor = self.tokens[phrase.head if phrase.dep == "ROOT" else self._head(phrase)]
        is_early = phrase.words.start < 80 or phrase.determiner in ("our", "my", "this")
        is_asked = governor.lemma in _MAKING or governor.lemma in known.never
        if head in known.organisations and not self._is_listed(phrase) and (is_early or is_asked):
            return True
        if phrase.dep in ("ROOT", "dep", "nsubj") and phrase.determiner in ("", "a", "an", "our"):
            after = self.tokens[phrase.head + 1].text if phrase.head + 1 < len(self.tokens) else "."
            opens = phrase.words.start < 40 and not self._is_listed(phrase)
            if opens and after in (":", "-", "–", "—", "with", "where", "."):
                return bool(words & (known.organisations | known.never)) or after in (":", ".")
        governor = self.tokens[phrase.head if phrase.dep == "ROOT" else self._head(phrase)]
        return (
            governor.lemma in _MAKING
            and phrase.dep in ("dobj", "pobj")
            and not self._is_listed(phrase)
        )

    def _is_data(self, phrase: Phrase) -> bool:
        return singular(phrase.names[-1]) in ("data", "database", "dataset", "schema", "system")

    def _head(self, phrase: Phrase) -> int:
        """The token that a phrase depends on, past prepositions."""
        head = self.tokens[phrase.head].head
        for _ in range(3):
            if self.tokens[head].pos != "ADP":
                break
            head = self.tokens[head].head
        return head

    def _is_listed(self, phrase: Phrase) -> bool:
        return phrase.dep in ("conj", "appos") or any(
            t.head == phrase.head and t.dep == "conj" and t.is_noun
            for t in self.tokens[phrase.head : phrase.head + 12]
        )

    def _score(self, candidate: Candidate) -> float:
        known = nouns()
        name = candidate.name
        head = singular(name.split("_")[-1])
        score, is_certain = 0.0, False
        if candidate.known is not None:
            is_certain = candidate.known.score >= NAME
            score = 3.0 if is_certain else 2.5
        elif candidate.elsewhere is not None:
            score = 1.5 if candidate.elsewhere.score >= NAME else 1.0
        elif head != name:
            score = 0.75 if self._is_known(head) else 0.0
        several = any(p.plural or p.is_each or p.number == "many" for p in candidate.phrases)
        if name in known.never and not is_certain and not (several and candidate.known):
            return -9.0
        if head != name and head in known.empty and candidate.found is None:
            return -9.0
        if head in known.attributes and not is_certain and not self._is_counted(name):
            score -= 4.0 if head == name or candidate.found is None else 1.0
        elif head in known.sometimes and not is_certain:
            score -= (2.0 if several else 4.0) if head == name else (0.0 if several else 1.5)
        elif candidate.found is None and not is_person(name) and usual_column(name) is not None:
            score -= 0.0 if several else 1.5 if head != name else 2.5
        if name == "person":
            score -= 2.0
        if not several and self._is_the_field(candidate):
            score -= 3.0
        if name in known.person_roles and not several:
            score -= 4.0
        if self.domain is None and candidate.found is not None and head not in known.attributes:
            score += 0.5
        if key_of(name) in self.counted:
            score += 1.5
        if key_of(name) in self.measured and not is_certain:
            score -= 3.0
        said = max((self._said(phrase) for phrase in candidate.phrases), default=0.0)
        return score + said + 0.25 * min(len(candidate.phrases) - 1, 3)

    def _is_the_field(self, candidate: Candidate) -> bool:
        """Whether a noun is but the business that the text is about: ``sold in the store``."""
        cues = self.domain.cues if self.domain else []
        return key_of(candidate.name) in map(key_of, cues) and all(
            phrase.determiner not in ("a", "an", "one") for phrase in candidate.phrases
        )

    def _is_counted(self, name: str) -> bool:
        """Whether the text has rows of it: ``2,500 titles``."""
        return key_of(name) in self.counted

    def _said(self, phrase: Phrase) -> float:
        """How much the way of saying it speaks for a table."""
        score = 0.0
        head = self.tokens[self._head(phrase)]
        if phrase.plural:
            score += 1.0
        if phrase.number == "many":
            score += 1.0
        if phrase.is_each:
            score += 1.0
        if phrase.dep in ("nsubj", "nsubjpass") and head.lemma not in ("be", "range", "cost"):
            score += 0.75
        if is_person(phrase.name) and phrase.dep != "attr":
            score += 0.5
        elif singular(phrase.names[-1]) in nouns().agents and head.lemma == "have":
            score += 1.5
        if not phrase.plural and not phrase.is_each:
            if phrase.dep == "dobj" or (phrase.dep == "conj" and head.pos == "VERB"):
                score += 1.0 if head.lemma not in _WEAK and phrase.determiner else -0.5
            elif phrase.dep == "pobj":
                preposition = self.tokens[self.tokens[phrase.head].head].text.lower()
                strong = preposition in _PLACES and phrase.determiner in ("a", "an", "one")
                bare = not phrase.determiner and phrase.owner is None and preposition != "by"
                if bare or preposition not in _PLACES:
                    score -= 1.0 if bare else 0.5
                else:
                    score += 1.0 if strong else 0.25
            elif not phrase.determiner and not phrase.number:
                score -= 0.5
        if not phrase.plural and self._is_collection(phrase):
            score -= 3.0
        if phrase.dep == "attr" and head.lemma == "be" and not self._is_there(head.place):
            score -= 1.5
        return score

    def _is_collection(self, phrase: Phrase) -> bool:
        """Whether a phrase is but the sum of others: ``a menu of 60 dishes``."""
        after = self.tokens[phrase.head + 1 : phrase.head + 3]
        return len(after) == 2 and after[0].text == "of" and after[1].pos == "NUM"

    def _is_there(self, verb: int) -> bool:
        near = self.tokens[max(verb - 4, 0) : verb + 5]
        return any(t.dep == "expl" and t.head == verb for t in near)

    def _chains(self) -> list[list[Phrase]]:
        """The phrases that are listed with one another: ``a, b and c``."""
        roots: dict[int, list[Phrase]] = {}
        for phrase in self.phrases:
            token = self.tokens[phrase.head]
            for _ in range(20):
                if token.dep not in ("conj", "appos") or not self.tokens[token.head].is_noun:
                    break
                token = self.tokens[token.head]
            roots.setdefault(token.place, []).append(phrase)
        return [chain for chain in roots.values() if len(chain) > 1]

    def _vote(self, found: dict[str, Candidate]) -> None:
        """What is listed with columns is a column, and with tables a table, where it is not known
        to be something else."""
        by_head = {p.head: c for c in found.values() for p in c.phrases}
        attributes = nouns().attributes
        for chain in self.chains:
            members = [by_head[p.head] for p in chain if p.head in by_head]
            columns = [c for c in members if c.name.split("_")[-1] in attributes and not c.is_table]
            tables = [c for c in members if c.is_table and c.found is not None]
            for candidate in {id(c): c for c in members}.values():
                if candidate.known is not None or len(candidate.phrases) > 1:
                    continue
                if columns and len(columns) * 2 >= len(members) - len(tables):
                    candidate.score -= 1.5 if candidate.elsewhere else 3.0
                elif len(tables) * 2 >= len(members) and len(tables) > 1:
                    candidate.score += 1.0
