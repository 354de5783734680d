"""Relations that the text says: who has whom, what belongs to what, who does what to which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from agents.grammar.clauses import Clause, Joined, clauses, joined
from agents.grammar.parsing import parse
from agents.grammar.phrases import Phrase, phrases
from agents.knowledge.nouns import is_person, nouns
from agents.knowledge.pairs import OWNED, THING
from agents.planner.naming import singular
from agents.planner.ties import Deed, Tie, Ties, Told
from agents.words import Words

_MANAGING = frozenset(
    "supervise manage mentor teach coach lead advise look oversee employ handle train".split()
)
_PLACING = frozenset("put add place save".split())
_MOMENTS = frozenset("after before during until since within over via as like than without".split())
_MAKING = frozenset(
    "design create build generate make need want model simulate track store".split()
)
_ENDS = {"from": "origin", "to": "destination"}


def ties_in(text: str, told: Told) -> Ties:
    """All relations that the text says between its tables."""
    reader = _Reader(text, told)
    for clause in clauses(text):
        reader.read(clause)
    reader.read_joined()
    return reader.ties


class _Reader:
    def __init__(self, text: str, told: Told) -> None:
        self.text, self.told, self.ties = text, told, Ties()
        self.tokens = parse(text)
        self.known = nouns()

    def read(self, clause: Clause) -> None:
        verb = clause.verb.split(" ")[0]
        subjects = self._tables(clause.subjects)
        objects = self._tables(clause.objects)
        told = [*clause.prepositions, *self._of_objects(clause)]
        after = [(p, phrase, t) for p, phrase in told if (t := self._table(phrase))]
        words = self._words(clause)
        self._roles(clause, words)
        if self._self(clause, words) or verb in self.known.idle:
            return
        if verb == "be" or (verb in _MAKING and not subjects):
            if verb == "be":
                self._after(subjects, after, words, verb)
            return
        if verb in self.known.having and not clause.passive:
            told_after = [(p, t) for _, p, t in after if clause.verb in ("consist", "comprise")]
            for subject in subjects:
                for phrase, other in [*objects, *told_after]:
                    self._has(subject, (phrase, other), words)
            self._after(objects or subjects, [] if told_after else after, words, verb)
            return
        if verb in _PLACING and objects and after:
            self._after(objects, after, words, verb)
            return
        participants = [t for _, t in subjects]
        if self._event(clause, participants, objects, after, words):
            return
        for subject in subjects:
            for each in objects:
                self._acts(verb, subject, each, clause, words)
        both = (
            all(is_person(singular(t)) for _, t in (*subjects, *objects)) and subjects and objects
        )
        if not both or verb in _MANAGING:
            self._after(objects or subjects, after, words, verb)

    def _of_objects(self, clause: Clause) -> list[tuple[str, Phrase]]:
        """What stands after objects that are no tables: ``log hours in timesheets``."""
        plain = {phrase.head for phrase in clause.objects if self._table(phrase) is None}
        return [(j.preposition, j.other) for j in joined(self.text) if j.noun.head in plain]

    def _event(
        self,
        clause: Clause,
        subjects: Sequence[str],
        objects: Sequence[tuple[Phrase, str]],
        after: Sequence[tuple[str, Phrase, str]],
        words: Words,
    ) -> bool:
        """Whether a verb makes a table of what is done: ``members reserve books``."""
        if self._works(clause, subjects, objects, words):
            return True
        given = self.known.giving.get(clause.verb)
        takers = [t for p, _, t in after if p == "to" and is_person(singular(t))]
        if given and takers and objects:
            people = filter(self._is_people, subjects)
            parts = dict.fromkeys((*takers, *(t for _, t in objects), *people))
            self.ties.deeds.append(Deed(given, tuple(parts), words))
            return True
        name = self.known.events.get(clause.verb) or self.known.events.get(
            clause.verb.split(" ")[0] if clause.verb != "take" else ""
        )
        if name is None or not (objects or after):
            return False
        taking = [t for _, t in objects]
        if singular(name) in {singular(t) for t in (*taking, *subjects)}:
            return False
        if not objects:
            taking = [t for p, _, t in after if p not in _MOMENTS]
        if not taking or not subjects:
            return False
        self.ties.deeds.append(Deed(name, tuple(dict.fromkeys((*subjects, *taking))), words))
        return True

    def _is_people(self, table: str) -> bool:
        return is_person(singular(table))

    def _works(
        self,
        clause: Clause,
        subjects: Sequence[str],
        objects: Sequence[tuple[Phrase, str]],
        words: Words,
    ) -> bool:
        """Whether people do something to things that are nobody's: ``vets treat pets``."""
        name = self.known.working.get(clause.verb)
        things = [t for _, t in objects if self.told.rank(t) < OWNED]
        people = [t for t in subjects if is_person(singular(t))]
        if name is None or not things or not people:
            return False
        taking = tuple(dict.fromkeys((*people, *things)))
        self.ties.deeds.append(Deed(name, taking, words, is_work=True))
        return True

    def _acts(
        self,
        verb: str,
        subject: tuple[Phrase, str],
        other: tuple[Phrase, str],
        clause: Clause,
        words: Words,
    ) -> None:
        (by, one), (what, two) = subject, other
        if one == two:
            return
        rank = self.told.rank
        if is_person(singular(one)) and is_person(singular(two)):
            if verb in _MANAGING:
                self._key(two, one, words, what)
            else:
                self.ties.deeds.append(Deed("", (one, two), words, is_work=True))
            return
        if verb in self.known.linking and by.plural and what.plural and not clause.passive:
            self._linked(one, two, words)
            return
        if clause.passive and by.number == "many" and what.is_one:
            self._several(two, one, words, outright=True)
            return
        if is_person(singular(one)):
            if rank(two) < rank(one) and what.is_one:
                self._key(one, two, words, what)
                return
            if what.is_many and not clause.passive:
                self._several(one, two, words, outright=what.number == "many")
            else:
                self._key(two, one, words, by)
        elif rank(two) < rank(one) or (rank(two) == rank(one) and (what.is_one or rank(one) >= 2)):
            self._key(one, two, words, what)
        else:
            self._key(two, one, words, by)

    def _after(
        self,
        anchors: Sequence[tuple[Phrase, str]],
        after: Sequence[tuple[str, Phrase, str]],
        words: Words,
        verb: str,
    ) -> None:
        ends = [t for p, _, t in after if p in _ENDS]
        for anchor, one in anchors:
            for preposition, phrase, two in after:
                same = [t for p, _, t in after if p == preposition]
                if self._is_another_s(one, two, anchors) or self._is_beside(one, two, same):
                    continue
                if one == two or (preposition in _MOMENTS and verb != "look"):
                    continue
                if verb == "look":
                    self._key(two, one, words)
                    continue
                if preposition == "with":
                    self._has((anchor, one), (phrase, two), words)
                elif verb in self.known.linking and anchor.plural and phrase.is_many:
                    self._linked(one, two, words, verb)
                elif is_person(singular(one)) and verb not in self.known.belonging | {
                    "be",
                    "report",
                }:
                    if self.told.rank(two) >= THING:
                        self._key(two, one, words)
                    else:
                        self._key(one, two, words, phrase)
                elif is_person(singular(one)) and phrase.number == "many":
                    self._linked(one, two, words)
                else:
                    role = _ENDS.get(preposition, "") if ends.count(two) > 1 else ""
                    self._refers(one, (phrase, two), words, role)

    def _is_another_s(self, one: str, two: str, anchors: Sequence[tuple[Phrase, str]]) -> bool:
        """Whether what follows several nouns is usually of others of them: ``each book has several
        authors and copies across branches``."""
        usual = self.told.usual
        related = {t for _, t in anchors if usual(t, two) or usual(two, t)}
        return bool(related) and one not in related

    def _linked(self, one: str, two: str, words: Words, verb: str = "") -> None:
        rank = self.told.rank
        if rank(one) >= 2 or rank(two) >= 2:
            first, second = (one, two) if rank(one) >= rank(two) else (two, one)
            self._key(first, second, words)
        elif verb == "belong" and self.told.usual(one, two):
            self._key(one, two, words)
        else:
            self.ties.links.append((one, two, words, verb))

    def _refers(self, one: str, other: tuple[Phrase, str], words: Words, role: str = "") -> None:
        phrase, two = other
        rank = self.told.rank
        if phrase.number == "many" and rank(two) >= rank(one) and not role:
            self._several(one, two, words, outright=True)
        elif rank(two) > rank(one) + 0.9 and not role:
            self._key(two, one, words)
        else:
            self._key(one, two, words, phrase, role)

    def _has(self, owner: tuple[Phrase, str], other: tuple[Phrase, str], words: Words) -> None:
        (_, one), (phrase, two) = owner, other
        if one == two:
            return
        if phrase.is_many:
            self._several(one, two, words, outright=phrase.number == "many")
        elif self.told.rank(two) > self.told.rank(one) or self.told.usual(two, one):
            self._key(two, one, words, soft=False)
        else:
            self._key(one, two, words, phrase)

    def _several(self, one: str, two: str, words: Words, *, outright: bool) -> None:
        if one == two:
            return
        before = self.ties.many.get((one, two))
        self.ties.many[one, two] = (words, outright or (before is not None and before[1]))

    def _key(
        self,
        child: str,
        parent: str,
        words: Words,
        phrase: Phrase | None = None,
        role: str = "",
        soft: bool = True,
    ) -> None:
        if child == parent and not role:
            return
        usual = self.told.usual
        if soft and not role and usual(parent, child) and not usual(child, parent):
            child, parent, phrase = parent, child, None
        role = role or (self.told.role(phrase) if phrase is not None else "")
        self.ties.keys.append(Tie(child, parent, words, role))

    def _self(self, clause: Clause, words: Words) -> bool:
        """Rows that refer to others of their table: ``papers cite other papers``."""
        own = {t for _, t in self._tables(clause.subjects)}
        others = [*clause.objects, *(phrase for _, phrase in clause.prepositions)]
        for phrase in others:
            table = self._table(phrase)
            another = phrase.determiner == "another" or self._is_other(phrase)
            if table is None or not another:
                continue
            if clause.passive and not own:
                own = {table}
            if table in own:
                name = self.known.events.get(clause.verb)
                if phrase.plural and name:
                    self.ties.deeds.append(Deed(name, (table, table), words))
                else:
                    self.ties.keys.append(Tie(table, table, words, optional=True))
                return True
        return False

    def _is_other(self, phrase: Phrase) -> bool:
        before = self.text[max(phrase.words.start - 9, 0) : phrase.words.end].lower()
        return re.search(r"\b(?:other|another)\b", before) is not None

    def _roles(self, clause: Clause, words: Words) -> None:
        """People named by what they are to a row: ``issues have a reporter and an assignee``."""
        others = [*clause.objects, *(phrase for _, phrase in clause.prepositions)]
        for phrase in others:
            head = singular(phrase.names[-1])
            if head not in self.known.person_roles or self._table(phrase) is not None:
                continue
            owners = self._tables(clause.subjects) or (
                self._tables(clause.objects) if clause.passive else []
            )
            for _, one in owners:
                target = one if is_person(singular(one)) else self.told.people
                if target is not None:
                    self.ties.keys.append(
                        Tie(one, target, words, role=head, optional=one == target)
                    )

    def read_joined(self) -> None:
        seen: dict[tuple[int, str], int] = {}
        counts = Counter((each.noun.head, each.preposition) for each in joined(self.text))
        for each in joined(self.text):
            one, two = self._table(each.noun), self._table(each.other)
            at = (each.noun.head, each.preposition)
            seen[at] = seen.get(at, 0) + 1
            if each.preposition == "with" and counts[at] > 2 and seen[at] > 1:
                continue
            if one is None or two is None or one == two or each.preposition in _MOMENTS:
                continue
            if seen[at] > 2:
                continue
            if self._is_listed_on(each, one, two):
                continue
            start, end = each.noun.words.start, each.other.words.end
            words = self._span(min(start, each.other.words.start), max(end, each.noun.words.end))
            if each.preposition == "with":
                self._has((each.noun, one), (each.other, two), words)
            elif each.preposition == "'s":
                people = is_person(singular(one)) and not is_person(singular(two))
                if people or each.noun.is_many:
                    self._has((each.other, two), (each.noun, one), words)
                else:
                    self._key(one, two, words)
            elif each.preposition in ("per", "by") or each.noun.number == "many":
                self._key(one, two, words, each.other)
            else:
                self._refers(one, (each.other, two), words)

    def _is_listed_on(self, each: Joined, one: str, two: str) -> bool:
        """Whether a noun only goes on a list: of ``products from suppliers, sales`` the sales, to
        which products do not refer as they do to suppliers."""
        others = [
            t
            for other in joined(self.text)
            if (other.noun.head, other.preposition) == (each.noun.head, each.preposition)
            and (t := self._table(other.other))
        ]
        return self._is_beside(one, two, others)

    def _is_beside(self, one: str, two: str, others: Sequence[str]) -> bool:
        usual = self.told.usual
        related = {t for t in others if usual(one, t) or usual(t, one)}
        return bool(related) and two not in related

    def _tables(self, found: Sequence[Phrase]) -> list[tuple[Phrase, str]]:
        return [(phrase, name) for phrase in found if (name := self._table(phrase))]

    def _table(self, phrase: Phrase) -> str | None:
        return self.told.table(phrase)

    def _words(self, clause: Clause) -> Words:
        near = [*clause.subjects, *clause.objects, *(p for _, p in clause.prepositions)]
        sentence = self.tokens[clause.place].sentence
        here = [p.words for p in near if p.sentence == sentence]
        verb = self.tokens[clause.place]
        start = min([verb.start, *(each.start for each in here)])
        end = max([verb.end, *(each.end for each in here)])
        return self._span(start, end)

    def _span(self, start: int, end: int) -> Words:
        return Words(start=start, end=end, text=self.text[start:end])


def roles_of(text: str) -> Iterator[tuple[Phrase, str]]:
    """The phrases of a text that begin with a role: ``origin airport``, with that role."""
    known = nouns().roles
    for phrase in phrases(text):
        if len(phrase.names) > 1 and phrase.names[0] in known:
            yield phrase, phrase.names[0]
        elif phrase.adjectives and phrase.adjectives[-1] in known:
            yield phrase, phrase.adjectives[-1]


def wholes_of(text: str, heads: set[int]) -> Iterator[Phrase]:
    """What the text says to have the nouns at some places: ``an order has lines``."""
    for clause in clauses(text):
        if any(phrase.head in heads for phrase in clause.objects):
            yield from clause.subjects
    for each in joined(text):
        if each.noun.head in heads:
            yield each.other
        elif each.other.head in heads and each.preposition == "with":
            yield each.noun
