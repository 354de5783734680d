"""The tables that a text names: its nouns, each thing once, under the noun that the text has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.grammar.clauses import clauses
from agents.grammar.phrases import Phrase
from agents.knowledge.base import NAME, Found, Knowledge
from agents.knowledge.nouns import is_person, nouns
from agents.knowledge.word_forms import key_of
from agents.planner.candidates import Candidate
from agents.planner.naming import singular
from agents.planner.relating import roles_of


@dataclass
class Named:
    """``tables`` by their names (singular, snake case) with their candidates, in the order of the
    text. Phrases mean tables by their place, in the role that they name them in."""

    tables: dict[str, Candidate] = field(default_factory=dict)
    by_head: dict[int, str] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    attributes: list[Candidate] = field(default_factory=list)

    def table(self, phrase: Phrase) -> str | None:
        """The name of the table that a phrase means."""
        return self.by_head.get(phrase.head)

    def people(self) -> str | None:
        """The table of the people that the text is most about."""
        people = [c for name, c in self.tables.items() if is_person(name)]
        best = max(people, key=lambda c: (len(c.phrases), -c.phrases[0].head), default=None)
        return best.name if best else None


def named_tables(text: str, found: Sequence[Candidate]) -> Named:
    """The tables of the candidates of a text."""
    named = Named()
    by_name = {candidate.name: candidate for candidate in found}
    _split_roles(text, by_name, named)
    together = _together(text)
    for candidate in by_name.values():
        if not candidate.is_table:
            continue
        same = _same(candidate, named, together)
        if same is None:
            named.tables[candidate.name] = candidate
            same = candidate.name
        else:
            named.tables[same].phrases.extend(candidate.phrases)
            if _is_better(candidate, named.tables[same]):
                same = _rename(named, same, candidate)
        for phrase in candidate.phrases:
            named.by_head[phrase.head] = same
    _join_predicates(text, named)
    for candidate in by_name.values():
        if not candidate.is_table:
            own = _of_entity(candidate, named)
            for phrase in candidate.phrases:
                if own is not None:
                    named.by_head[phrase.head] = own
            if own is None:
                named.attributes.append(candidate)
    return named


def _is_better(candidate: Candidate, other: Candidate) -> bool:
    """Whether a noun is the name of an entity of which the other is but a synonym."""
    if candidate.known is None or other.known is None:
        return False
    return candidate.known.score >= NAME > other.known.score and not is_person(other.name)


def _rename(named: Named, old: str, candidate: Candidate) -> str:
    candidate.phrases = named.tables[old].phrases
    named.tables = {
        (candidate.name if name == old else name): (candidate if name == old else each)
        for name, each in named.tables.items()
    }
    named.by_head = {h: candidate.name if n == old else n for h, n in named.by_head.items()}
    return candidate.name


def _split_roles(text: str, by_name: dict[str, Candidate], named: Named) -> None:
    """``origin airport`` and ``destination airport`` are both airports."""
    fronted: dict[str, list[tuple[Candidate, Phrase, str]]] = {}
    for phrase, role in roles_of(text):
        whole = next((c for c in by_name.values() if phrase in c.phrases), None)
        if whole is None:
            continue
        names = phrase.names[1:] if phrase.names[0] == role else phrase.names
        rest = singular("_".join(names))
        fronted.setdefault(rest, []).append((whole, phrase, role))
    for rest, each in fronted.items():
        target = by_name.get(rest)
        if target is None:
            if len({role for _, _, role in each}) < 2:
                continue
            target = by_name[rest] = Candidate(rest, score=each[0][0].score)
            target.known, target.elsewhere = each[0][0].known, each[0][0].elsewhere
        for whole, phrase, role in each:
            named.roles[phrase.head] = role
            if whole is not target:
                whole.phrases.remove(phrase)
                target.phrases.append(phrase)
                target.score = max(target.score, whole.score)
            if not whole.phrases:
                by_name.pop(whole.name, None)


def _together(text: str) -> set[frozenset[int]]:
    """Pairs of phrases that are said side by side or of one another, so that they differ."""
    pairs = set[frozenset[int]]()
    for clause in clauses(text):
        if clause.verb == "be":
            continue
        groups = [clause.subjects, clause.objects, tuple(p for _, p in clause.prepositions)]
        flat = [phrase for group in groups for phrase in group]
        pairs |= {frozenset((a.head, b.head)) for a in flat for b in flat if a.head != b.head}
    return pairs


def _same(candidate: Candidate, named: Named, together: set[frozenset[int]]) -> str | None:
    """The table named before that a candidate is another word for."""
    for name, other in named.tables.items():
        if _are_apart(candidate, other, together):
            continue
        if (
            f"_{candidate.name}" in f"_{name}"[-len(candidate.name) - 1 :]
            and name != candidate.name
        ):
            longer = [each for each in named.tables if each.endswith(f"_{candidate.name}")]
            if len(longer) == 1:
                return name
        if len(candidate.name) > 4 and name.endswith(candidate.name) and is_person(name):
            return name
        if candidate.name.endswith(f"_{name}") and candidate.found is None:
            return name
        known, same = candidate.known, other.known
        if known is not None and same is not None and known.entity is same.entity:
            return name
    return None


def _are_apart(one: Candidate, other: Candidate, together: set[frozenset[int]]) -> bool:
    """Whether two nouns are listed side by side, or one is said to have the other."""
    if any(frozenset((a.head, b.head)) in together for a in one.phrases for b in other.phrases):
        return True
    return any(
        first.sentence == second.sentence
        and abs(first.head - second.head) < 16
        and {first.dep, second.dep} & {"conj", "appos"}
        for first in one.phrases
        for second in other.phrases
    )


def _join_predicates(text: str, named: Named) -> None:
    """``authors who are researchers`` are rows of researchers."""
    for clause in clauses(text):
        if clause.verb != "be" or not clause.subjects or not clause.objects:
            continue
        one, two = named.table(clause.subjects[0]), named.table(clause.objects[0])
        if one is None or two is None or one == two:
            continue
        kept, gone = (one, two) if _weight(named, one) >= _weight(named, two) else (two, one)
        named.tables[kept].phrases.extend(named.tables.pop(gone).phrases)
        named.by_head = {
            head: kept if name == gone else name for head, name in named.by_head.items()
        }


def _weight(named: Named, name: str) -> int:
    return len([p for p in named.tables[name].phrases if p.dep != "attr"])


def _of_entity(candidate: Candidate, named: Named) -> str | None:
    """The table of the same entity as a noun that is no table by itself: ``their stay``."""
    head = candidate.name.split("_")[-1]
    if candidate.known is None or head in nouns().attributes | nouns().never:
        return None
    for name, other in named.tables.items():
        if other.known is not None and other.known.entity is candidate.known.entity:
            return name
    return None


def template_of(candidate: Candidate, knowledge: Knowledge) -> Found | None:
    """The entity whose columns a table gets: of the domain, else of the same name elsewhere."""
    if candidate.known is not None:
        return candidate.known
    found = candidate.elsewhere
    if found is not None and (found.score >= NAME or is_person(candidate.name)):
        return found
    head = candidate.name.split("_")[-1]
    if head != candidate.name and not is_person(head):
        at = knowledge.find(head)
        if at is not None and at.score >= NAME and key_of(at.entity.name) == key_of(head):
            return at
    return None
