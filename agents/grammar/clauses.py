"""Who does what to whom: the clauses of a text, and the nouns that prepositions join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from agents.grammar.parsing import Token, parse
from agents.grammar.phrases import Phrase, phrases
from agents.knowledge.nouns import is_person

_RELATIVE = frozenset({"that", "which", "who", "whom"})
_PARTS = frozenset(
    "third quarter half fifth tenth most number majority rest set list kind type share fraction "
    "dozen couple lot pair group % percent".split()
)
_PRONOUNS = frozenset({"they", "them", "it", "these", "those", "each", "he", "she", *_RELATIVE})


@dataclass(frozen=True)
class Clause:
    """``subjects`` do ``verb`` (a lemma with its particle) to ``objects``, with others after
    ``prepositions``. Passive clauses are turned: who does it is the subject, or nobody."""

    verb: str
    subjects: tuple[Phrase, ...] = ()
    objects: tuple[Phrase, ...] = ()
    prepositions: tuple[tuple[str, Phrase], ...] = ()
    passive: bool = False
    place: int = 0
    """The place of the verb's token."""


@dataclass(frozen=True)
class Joined:
    """``noun`` with ``other`` after a preposition (``of``), or that has it (``'s``)."""

    noun: Phrase
    preposition: str
    other: Phrase


@lru_cache(maxsize=16)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text, in the order of their verbs; those without two nouns are left out."""
    reader = _Reader(parse(text), phrases(text))
    found = (reader.clause(token) for token in reader.tokens if token.pos in ("VERB", "AUX"))
    return tuple(each for each in found if each is not None)


@lru_cache(maxsize=16)
def joined(text: str) -> tuple[Joined, ...]:
    """The nouns that a preposition or a possessive joins, in the order of the first."""
    reader = _Reader(parse(text), phrases(text))
    return tuple(reader.joined())


@dataclass
class _Reader:
    tokens: Sequence[Token]
    nouns: Sequence[Phrase]
    by_head: dict[int, Phrase] = field(init=False)
    children: dict[int, list[Token]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_head = {phrase.head: phrase for phrase in self.nouns}
        self.children = {}
        for token in self.tokens:
            if token.head != token.place:
                self.children.setdefault(token.head, []).append(token)

    def clause(self, verb: Token) -> Clause | None:
        children = self.children.get(verb.place, [])
        passive = verb.tag == "VBN" and (
            verb.dep == "acl" or any(c.dep in ("auxpass", "nsubjpass") for c in children)
        )
        subjects = self._subjects(verb, children, 0)
        objects = self._all(children, ("dobj", "attr", "oprd", "dative"), verb)
        nearest = self._all(children, ("compound", "nmod"), verb)
        if nearest and not objects:
            subjects, objects = nearest, self._all(children, ("appos",), verb)
        agents = [p for c in children if c.dep == "agent" for p in self._of_preposition(c, verb)]
        after = self._prepositions(verb, children)
        if not agents and passive:
            agents = [phrase for name, phrase in after if name == "by"]
            after = [(name, phrase) for name, phrase in after if name != "by"]
        if passive:
            subjects, objects = agents, subjects or objects
        elif verb.dep == "relcl" and not objects:
            antecedent = self.by_head.get(verb.head)
            if antecedent is not None and antecedent not in subjects:
                objects = [antecedent]
        if len({*subjects, *objects}) + len(after) < 2:
            return None
        particle = next((f" {c.text.lower()}" for c in children if c.dep == "prt"), "")
        return Clause(
            verb=verb.lemma + particle,
            subjects=tuple(subjects),
            objects=tuple(objects),
            prepositions=tuple(after),
            passive=passive,
            place=verb.place,
        )

    def joined(self) -> Iterator[Joined]:
        for phrase in self.nouns:
            for child in self.children.get(phrase.head, []):
                if child.dep in ("prep", "agent"):
                    for other in self._of_preposition(child, child):
                        if other.head != phrase.head:
                            yield Joined(self._sent(phrase, child), child.text.lower(), other)
                elif child.dep == "poss":
                    owner = self.by_head.get(child.place) or self._antecedent(child)
                    if owner is not None and owner.head != phrase.head:
                        yield Joined(phrase, "'s", owner)

    def _sent(self, phrase: Phrase, preposition: Token) -> Phrase:
        """What goes to somewhere: of ``parcels from depots to customers`` the parcels, although the
        depots stand next to the preposition."""
        before = self.tokens[self.tokens[phrase.head].head]
        if preposition.text.lower() != "to" or before.text.lower() != "from":
            return phrase
        return self.by_head.get(before.head, phrase)

    def _subjects(self, verb: Token, children: Sequence[Token], depth: int) -> list[Phrase]:
        own = self._all(children, ("nsubj", "nsubjpass"), verb)
        has_own = any(c.dep in ("nsubj", "nsubjpass", "csubj", "expl") for c in children)
        if own or depth > 4:
            return own
        head = self.tokens[verb.head]
        if verb.dep in ("relcl", "acl") and not (has_own and not self._is_relative(children)):
            antecedent = self.by_head.get(verb.head)
            if antecedent is not None and verb.tag == "VBG":
                antecedent = self._doer(antecedent)
            return self._with_conjuncts(antecedent.head) if antecedent else []
        if not has_own and verb.dep in ("conj", "xcomp", "advcl") and head.pos in ("VERB", "AUX"):
            return self._subjects(head, self.children.get(head.place, []), depth + 1)
        return []

    def _doer(self, phrase: Phrase) -> Phrase:
        """The people before a preposition that the last noun stands after, who alone work: ``300
        employees in 9 departments working on projects``."""
        before = self.by_head.get(self.tokens[self.tokens[phrase.head].head].head)
        if phrase.dep == "pobj" and before is not None and is_person(before.name):
            return phrase if is_person(phrase.name) else before
        return phrase

    def _is_relative(self, children: Sequence[Token]) -> bool:
        return any(c.dep.startswith("nsubj") and c.text.lower() in _RELATIVE for c in children)

    def _all(self, children: Sequence[Token], deps: tuple[str, ...], at: Token) -> list[Phrase]:
        found = list[Phrase]()
        for child in children:
            if child.dep in deps:
                found += self._meant(child, at)
        return found

    def _meant(self, token: Token, at: Token) -> list[Phrase]:
        low = token.text.lower()
        if low in _PARTS:
            of = [c for c in self.children.get(token.place, []) if c.text.lower() == "of"]
            if of and (meant := self._of_preposition(of[0], at)):
                return meant
        if token.place in self.by_head:
            return self._with_conjuncts(token.place)
        if low in _RELATIVE:
            return []
        if low in _PRONOUNS:
            antecedent = self._antecedent(token)
            if low in ("it", "them") and token.dep in ("dobj", "pobj"):
                antecedent = self._object_before(token) or antecedent
            return [antecedent] if antecedent is not None else []
        of = [c for c in self.children.get(token.place, []) if c.text.lower() == "of"]
        return self._of_preposition(of[0], at) if of else []

    def _with_conjuncts(self, place: int, depth: int = 0) -> list[Phrase]:
        found = [self.by_head[place]] if place in self.by_head else []
        if depth < 12:
            for child in self.children.get(place, []):
                if child.dep in ("conj", "appos") and child.is_noun:
                    found += self._with_conjuncts(child.place, depth + 1)
        return found

    def _of_preposition(self, preposition: Token, at: Token) -> list[Phrase]:
        found = list[Phrase]()
        for child in self.children.get(preposition.place, []):
            if child.dep in ("pobj", "pcomp"):
                found += self._meant(child, at)
            elif child.dep == "prep":
                found += self._of_preposition(child, at)
        return found

    def _prepositions(self, verb: Token, children: Sequence[Token]) -> list[tuple[str, Phrase]]:
        return [
            (child.text.lower(), phrase)
            for child in children
            if child.dep in ("prep", "dative")
            for phrase in self._of_preposition(child, verb)
        ]

    def _object_before(self, pronoun: Token) -> Phrase | None:
        """The last object before a pronoun that is an object itself, of the same number."""
        many = pronoun.text.lower() == "them"
        before = [
            p
            for p in self.nouns
            if pronoun.place - 30 < p.head < pronoun.place and p.plural == many
        ]
        objects = [p for p in before if p.dep in ("dobj", "nsubjpass")]
        here = [p for p in before if p.sentence == pronoun.sentence]
        fitting = objects or here or before
        return fitting[-1] if fitting else None

    def _antecedent(self, pronoun: Token) -> Phrase | None:
        """The noun that a pronoun stands for: the last subject before it of the same number, else
        the last noun."""
        low = pronoun.text.lower()
        many = low in ("they", "them", "their", "these", "those")
        before = [p for p in self.nouns if p.head < pronoun.place and p.head > pronoun.place - 40]
        if low == "each":
            return before[-1] if before else None
        fitting = [p for p in before if p.plural == many] or (before if not many else [])
        here = [p for p in fitting if p.dep in ("nsubj", "nsubjpass")]
        if low == "their" and fitting and fitting[-1].sentence == pronoun.sentence:
            same = [p for p in here if p.sentence == pronoun.sentence]
            return same[-1] if same else fitting[-1]
        return here[-1] if here else fitting[-1] if fitting else None
