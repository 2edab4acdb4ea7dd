"""What a stance is about: measures found in a phrase or clause, in which direction, and aimed at whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ingest.lexicon import Cue, Lexicon, MeasureCue
from ingest.reading import Passage, Reading
from ingest.stances import Opinions
from ingest.targets import Ranked, Surroundings, candidates, rank
from ingest.tree import Node, agents, antecedent, complements, following, matches, objects, phrase
from ontology.terms import Measure, Stance

if TYPE_CHECKING:
    from spacy.tokens import Token

_DEPTH: Final = 9
_SLACK: Final = 1
_NAMED_DEPTH: Final = 3
_DETOURS: Final = frozenset(
    (
        "response",
        "relation",
        "line",
        "order",
        "light",
        "view",
        "favour",
        "favor",
        "face",
        "time",
        "addition",
        "cooperation",
        "coordination",
    )
)
_DEFINITE: Final = frozenset(
    ("the", "this", "that", "these", "those", "such", "any", "its", "his", "her", "their", "our")
)
_POINTERS: Final = frozenset(("it", "this", "that", "them", "these", "so"))
_POSSESSORS: Final = ("poss", "amod", "compound", "nmod")
_TARGET_POSSESSORS: Final = {
    "agent": ("compound",),
    "compound": ("compound", "nmod"),
    "name": (),
    "target": _POSSESSORS,
}
_LINKS: Final = (
    "of",
    "for",
    "on",
    "to",
    "with",
    "over",
    "in",
    "toward",
    "towards",
    "about",
    "at",
    "against",
    "from",
    "into",
    "between",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A measure named in a content. `sign` is -1 where wanting the content is opposing the measure.

    `own` is the sign of the measure's own words, `denied` what refusing the content makes of the stance
    where that is not its opposite, `specific` False where the text only points back ("the idea").
    """

    measure: Measure
    sign: int
    node: Node
    path: tuple[Node, ...] = ()
    own: int = 1
    hedged: bool = False
    denied: Stance | None = None
    target: str | None = None
    specific: bool = True

    def under(self, node: Node, cue: Cue | None = None, sign: int = 1) -> "Hit":
        """The same hit seen from `node`, which governs it, by the cue that it carries."""
        return replace(
            self,
            sign=self.sign * sign * (_sign(cue) if cue else 1),
            path=(node, *self.path),
            hedged=self.hedged
            or (cue is not None and cue.kind == "verb" and cue.stance is Stance.NONCOMMITTAL),
            denied=cue.negated if cue and cue.negated is Stance.NONCOMMITTAL else self.denied,
        )


@dataclass(slots=True)
class Memory:
    """What the text has talked about so far, and what it turns on as a whole."""

    last: Hit | None = None
    last_target: str | None = None
    decided: Hit | None = None
    decided_target: str | None = None
    targets: dict[Measure, str] = field(default_factory=dict)
    stated: "tuple[Stance, Hit, tuple[str | None, ...]] | None" = None
    profile: "Counter[Measure]" = field(default_factory=Counter)
    topics: "Counter[str]" = field(default_factory=Counter)
    mentions: "dict[int, list[tuple[Token, str]]]" = field(default_factory=dict)
    beside: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Names that the text lists together ("Ukraine and Georgia"), by each."""

    def around(self, start: int, measure: Measure) -> Surroundings:
        """What the text offers as targets beside the passage that begins at `start`."""
        starts = list(self.mentions)
        at = starts.index(start)
        names = [[name for _, name in self.mentions[s]] for s in starts[max(0, at - 3) : at]]
        return Surroundings(
            before=names[::-1],
            opening=frozenset(name for s in starts[:2] for _, name in self.mentions[s]),
            topics=self.topics,
            on_measure=self.targets.get(measure),
            last=self.last_target if self.last and self.last.measure is not Measure.OTHER else None,
        )

    def keep(self, hit: Hit, stance: Stance, targets: tuple[str | None, ...], *, deed: bool) -> None:
        """Remember a stance taken on a proposal; where it is a deed, as what was decided."""
        self.stated = (stance, hit, targets)
        self.last, self.last_target = replace(hit, sign=hit.own), targets[0]
        if deed or self.decided is None:
            sign = -1 if stance is Stance.OPPOSES else 1
            self.decided, self.decided_target = replace(hit, sign=sign), targets[0]
        for target in filter(None, targets):
            self.targets[hit.measure] = target
            if hit.specific:
                self.topics[target] += 1


class Finder:
    """Finds measures in one passage. `memory` is the document's and outlives it."""

    def __init__(
        self,
        lexicon: Lexicon,
        reading: Reading,
        passage: Passage,
        memory: Memory,
        opinions: Opinions | None,
    ) -> None:
        self.lexicon = lexicon
        self.reading = reading
        self.passage = passage
        self.memory = memory
        self._opinions = opinions
        self._entities: dict[int, str | None] = {}

    # ------------------------------------------------------------ cues at a word

    def measure(self, node: Node) -> MeasureCue | None:
        """The longest measure cue that the word heads."""
        if node.nominal or node.pos == "ADJ":
            cues = self.lexicon.measure_nouns.get(node.lemma, ())
            if cues and node.pos == "PROPN" and self.entity(node):
                return None
            for cue in cues:
                if all(slot & node.bag for slot in cue.slots[1:]):
                    return self._meant(cue)
        if node.pos in ("VERB", "AUX") or node.tag == "VBG":
            for cue in self.lexicon.measure_verbs.get(node.lemma, ()):
                if matches(node, cue.slots) is not None:
                    return self._meant(cue)
        return None

    def _meant(self, cue: MeasureCue) -> MeasureCue:
        """The cue, or for a word that means several measures the one that the text turns on."""
        readings = self.lexicon.ambiguous.get(cue.words, ())
        best = max(readings, key=lambda measure: self.memory.profile[measure], default=cue.measure)
        if best is cue.measure or not self.memory.profile[best]:
            return cue
        return replace(cue, measure=best, sign=1)

    def survey(self, nodes: Iterable[Node]) -> None:
        """Count the measures that a sentence names without doubt, for the profile of the text."""
        for node in nodes:
            cue = self.measure(node) if node.pos in ("NOUN", "PROPN", "VERB") else None
            if cue is not None and cue.words not in self.lexicon.ambiguous:
                self.memory.profile[cue.measure] += 1

    def verb_cue(self, node: Node) -> tuple[Cue, list[Node]] | None:
        """The longest stance cue that the verb heads, with the nodes its words stand on."""
        for cue in self.lexicon.verbs.get(node.lemma, ()):
            found = matches(node, cue.slots)
            if found is not None:
                return cue, found
        return None

    def noun_cue(self, node: Node) -> tuple[Cue, list[Node]] | None:
        """The longest stance cue that the noun heads, with the nodes its words stand on."""
        for cue in self.lexicon.nouns.get(node.lemma, ()):
            found = matches(node, cue.slots)
            if found is not None:
                return cue, found
        return None

    def negated(self, node: Node) -> bool:
        """Whether "not", "never", "neither ... nor", "no longer" stands with the word."""
        denied = False
        for kid in node.kids:
            if kid.dep == "neg" or (
                kid.lower in self.lexicon.negators and kid.dep in ("advmod", "det", "preconj", "cc", "aux")
            ):
                denied = not (kid.lower == "no" and kid.dep == "intj")
            elif (
                kid.dep in ("nsubj", "nsubjpass")
                and (
                    kid.lower in ("none", "nobody", "neither")
                    or any(
                        k.lower in ("neither", "no") and k.dep in ("det", "preconj", "cc") for k in kid.kids
                    )
                )
            ) or any(
                k.lower == "neither" and k.dep in ("det", "preconj", "cc")
                for part in ((kid,) if kid.dep in ("dobj", "attr") else kid.children("pobj"))
                for k in part.kids
            ):
                denied = True
        if not denied and node.dep == "conj" and node.head is not None:
            shared = any(kid.lower in ("nor", "or") and kid.dep == "cc" for kid in node.head.kids)
            own = any(kid.dep in ("nsubj", "nsubjpass", "aux") for kid in node.kids)
            return shared and not own and self.negated(node.head)
        return denied

    # ------------------------------------------------------------ contents

    def contents(self, node: Node, cue: Cue, found: Sequence[Node]) -> list[Node]:
        """Heads of what the cue at `node` is about."""
        if cue.preposition and found[-1].dep != "prt":
            behind = complements(found[-1]) + _infinitives(found[-1])
            if cue.addressee:
                behind += _infinitives(node) + [k for part in behind for k in _infinitives(part)]
            return behind
        parts: list[Node] = []
        for word in found[1:]:
            parts += _clauses(word) + _infinitives(word)
            parts += [part for kid in word.children("prep") for part in complements(kid)]
        told = {word.i for word in found}
        if node.nominal:
            parts += _clauses(node) + [
                p for kid in node.children("prep") if kid.lower in _LINKS for p in complements(kid)
            ]
        else:
            parts += [part for part in objects(node) if part.i not in told]
            parts += _clauses(node)
            for kid in node.children("prep"):  # "criticised Bonn for arming"
                parts += [p for p in complements(kid) if p.dep == "pcomp" and kid.lower in ("for", "over")]
            parts = parts or _infinitives(node)
            if not parts:
                parts += [p for kid in node.children("prep") if kid.lower in _LINKS for p in complements(kid)]
        return parts

    def hits(self, node: Node, slack: int = _SLACK, depth: int = 0) -> list[Hit]:
        """Measures in the phrase or clause headed by `node`, each with the sign of wanting that phrase.

        `slack` is how many words that are no cue the search may still step over.
        """
        if depth > _DEPTH or slack < 0:
            return []
        if node.verbal or (node.tag in ("VBG", "VBN") and not node.nominal):
            return self._in_clause(node, slack, depth)
        if node.pos in ("ADP", "SCONJ", "PART", "ADV"):
            return self._among(node, complements(node), slack, depth)
        if node.pos == "ADJ" and not node.nominal:
            return self._in_adjective(node, slack, depth)
        return self._in_noun(node, slack, depth)

    def _among(
        self, node: Node, parts: Iterable[Node], slack: int, depth: int, sign: int = 1, cue: Cue | None = None
    ) -> list[Hit]:
        return [
            hit.under(node, cue, sign)
            for part in dict.fromkeys(parts)
            for hit in self.hits(part, slack, depth + 1)
        ]

    def _in_noun(self, node: Node, slack: int, depth: int) -> list[Hit]:
        sign = -1 if any(kid.lower == "no" and kid.dep in ("det", "neg") for kid in node.kids) else 1
        measure = self.measure(node)
        if measure is not None and len(measure.slots) > 1:
            return [_hit(measure, sign, node)]
        cued = self.noun_cue(node)
        if cued is not None:
            cue, found = cued
            inner = self._among(node, self.contents(node, cue, found), slack, depth, sign, cue)
            if inner:
                return inner
        if measure is not None:
            return [_hit(measure, sign, node)]
        for kid in node.kids:
            if kid.dep in ("compound", "amod", "nmod") and (modifier := self.measure(kid)) is not None:
                return [_hit(modifier, sign, kid).under(node)]
        links, clauses = (_LINKS, _clauses(node)) if node.lemma in self.lexicon.frames else (("of",), [])
        cost = 0 if clauses or node.lemma in self.lexicon.frames else 1
        parts = [p for kid in node.children("prep") if kid.lower in links for p in complements(kid)] + clauses
        parts += _examples(node)
        return self._among(node, parts, slack - cost, depth, sign) or self._pointed(node)

    def _pointed(self, node: Node) -> list[Hit]:
        """The proposal that "the idea", "such a step", "it" stands for."""
        if node.pos in ("PRON", "DET") and node.lower in _POINTERS:
            return self.recalled(node)
        if node.lemma in self.lexicon.anaphors and any(
            k.lower in _DEFINITE or k.dep == "poss" for k in node.kids
        ):
            return self.recalled(node, decision=node.lemma in self.lexicon.decisions)
        return []

    def recalled(self, node: Node, *, decision: bool = False) -> list[Hit]:
        """What was proposed, or decided, last."""
        memory = self.memory
        hit, target = (
            (memory.decided, memory.decided_target) if decision else (memory.last, memory.last_target)
        )
        if hit is None:
            return []
        return [replace(hit, node=node, path=(), target=target, specific=False, hedged=False, denied=None)]

    def _in_adjective(self, node: Node, slack: int, depth: int) -> list[Hit]:
        parts = [p for kid in node.children("prep") for p in complements(kid)] + _clauses(node)
        return self._among(node, parts, slack - 1, depth)

    def _in_clause(self, node: Node, slack: int, depth: int) -> list[Hit]:
        sign = -1 if self.negated(node) else 1
        measure = self.measure(node)
        if measure is not None and len(measure.slots) > 1:
            return [_hit(measure, sign, node)]
        if node.lemma in self.lexicon.preventing and (kept := _kept_from(node)):
            return self._among(node, kept, slack, depth, -sign)
        cued = self.verb_cue(node)
        if cued is not None:
            cue, found = cued
            parts = self.contents(node, cue, found) or _subjects(node)
            inner = self._among(node, parts, slack, depth, sign, cue)
            if inner:
                return inner
        if measure is not None:
            return [_hit(measure, sign, node)]
        passing = node.lemma in self.lexicon.passing
        left = slack if passing else slack - 1
        complements_ = [p for kid in node.children("prep") if kid.lower in _LINKS for p in complements(kid)]
        for parts in (objects(node) + _clauses(node) + node.children("acomp"), complements_, _subjects(node)):
            inner = self._among(node, parts, left, depth, sign)
            if inner:
                return inner
        return []

    # ------------------------------------------------------------ targets

    def entity(self, node: Node) -> str | None:
        """Code or name of what the word's phrase names."""
        if node.i not in self._entities:
            named = node.pos in ("PROPN", "ADJ", "NOUN", "X") or node.lower in ("its", "their", "it", "they")
            self._entities[node.i] = self.reading.entity(self.passage, node.token) if named else None
        return self._entities[node.i]

    def named(self, node: Node, *, possessors: bool = True, depth: int = 0) -> list[str]:
        """Entities that a phrase names: its head, else the nearest of what stands around the head."""
        own = self.entity(node)
        if own:
            return [own]
        if depth > _NAMED_DEPTH or node.lemma in _DETOURS:
            return []
        modifiers = (
            ("compound", "nmod", "appos", "poss", "amod") if possessors else ("compound", "nmod", "appos")
        )
        groups = [
            [part for kid in node.kids if kid.dep in modifiers for part in kid.conjuncts],
            *([*complements(kid)] for kid in node.kids if kid.dep in ("prep", "agent")),
            *(
                [
                    p
                    for p in (*objects(kid), *(q for k in kid.children("prep") for q in complements(k)))
                    if p is not node
                ]
                for kid in node.kids
                if kid.dep == "acl"
            ),
        ]
        for parts in groups:
            found = [
                name for part in parts for name in self.named(part, possessors=possessors, depth=depth + 1)
            ]
            if found:
                return found
        return []

    def targets(self, hit: Hit, addressees: Sequence[Node], holders: frozenset[str]) -> Ranked:
        """Whom or what the measure is aimed at, never a holder; several where the text lists several."""
        if hit.target is not None:
            return Ranked((hit.target,), 1.0, ())
        if hit.measure is Measure.OTHER:
            return Ranked((phrase(hit.node),), 1.0, ())
        if self.lexicon.rules[hit.measure].possessor == "name" and (name := _proper_name(hit.node)):
            return Ranked((name,), 1.0, ())
        aimed = self._aimed(hit.measure, holders)
        found = candidates(
            self._places(hit, addressees),
            self.memory.mentions[self.passage.start],
            hit.node.token,
            frozenset(node.token.i for node in hit.node.subtree()),
            self.memory.around(self.passage.start, hit.measure),
            holders,
            aimed,
        )
        return rank(hit.measure, found, aimed, self.memory.beside)

    def _aimed(self, measure: Measure, holders: frozenset[str]) -> Mapping[str | None, float]:
        """How much the learned reader looks at each name, over the holders."""
        seen: dict[str | None, float] = {}
        if self._opinions is None:
            return seen
        for holder in sorted(holders):
            for name, mass in self._opinions.aimed(holder, measure).items():
                seen[name] = seen.get(name, 0.0) + mass / len(holders)
        return seen

    def _places(self, hit: Hit, addressees: Sequence[Node]) -> Iterator[tuple[str, list[str]]]:
        """Names by the place in the phrase where they stand, likeliest place for the measure first."""
        rule = self.lexicon.rules[hit.measure]
        anchors = [hit.node, *reversed(hit.path)]
        agentive = rule.possessor == "agent"
        near = anchors[:3]
        for at, anchor in enumerate(near):
            for preposition in rule.target:
                yield (
                    f"prep{min(at, 1)}",
                    [name for part in following(anchor, preposition) for name in self.named(part)],
                )
        if hit.node.verbal:
            yield "vobj", self._names(objects(hit.node))
        else:
            for noun in (hit.node, *(anchor for anchor in near[1:] if anchor.nominal)):
                owners = [kid for kid in noun.kids if kid.dep in _POSSESSORS]
                likely = [kid for kid in owners if kid.dep in _TARGET_POSSESSORS[rule.possessor]]
                yield "poss", self._names(p for kid in likely for p in kid.conjuncts)
                yield "owner", self._names(p for kid in owners if kid not in likely for p in kid.conjuncts)
            for anchor in near[1:]:
                if anchor.verbal:
                    yield "aobj", self._names(objects(anchor), possessors=not agentive)
        yield "addr" if rule.addressee else "addressee", self._names(addressees)
        for anchor in anchors:
            if anchor.verbal:
                yield "agent" if rule.addressee else "subject", self._names(agents(anchor))
        for anchor in near:
            yield "near", self.named(anchor, possessors=not agentive)
        noun_above = antecedent(hit.node)
        if noun_above is not None:
            yield "above", self.named(noun_above)

    def _names(self, nodes: Iterable[Node], *, possessors: bool = True) -> list[str]:
        return [name for node in nodes for name in self.named(node, possessors=possessors)]


def _hit(cue: MeasureCue, sign: int, node: Node) -> Hit:
    return Hit(cue.measure, sign * cue.sign, node, own=cue.sign)


def _sign(cue: Cue) -> int:
    return -1 if cue.stance is Stance.OPPOSES else 1


def _clauses(node: Node) -> list[Node]:
    """Clauses that complete the word: infinitives, gerunds, that-clauses."""
    deps = ("acl", "xcomp", "ccomp") if node.nominal else ("xcomp", "ccomp", "pcomp")
    return [
        part
        for kid in node.children(*deps)
        if kid.i > node.i
        for part in kid.conjuncts
        if part.verbal or part is kid
    ]


def _examples(node: Node) -> list[Node]:
    """What is named after the word: "steps, particularly live-fire drills", "acts including ..."."""
    found = node.children("appos")
    found += [
        p
        for kid in node.children("prep")
        if kid.lower in ("including", "like", "as")
        for p in complements(kid)
    ]
    return [part for kid in found for part in kid.conjuncts]


def _infinitives(node: Node) -> list[Node]:
    """Infinitives that the parser hung on a neighbour: "called on Iran to halt"."""
    found = [
        kid
        for kid in node.children("acl", "relcl", "advcl", "xcomp", "ccomp")
        if any(k.lower == "to" and k.dep == "aux" for k in kid.kids)
    ]
    return [part for kid in found for part in kid.conjuncts]


def _kept_from(node: Node) -> list[Node]:
    """What is prevented: "keep Iran from enriching"."""
    return [p for kid in node.children("prep") if kid.lower == "from" for p in complements(kid) if p.verbal]


def _subjects(node: Node) -> list[Node]:
    return [part for kid in node.children("nsubj", "nsubjpass", "csubj") for part in kid.conjuncts]


def _proper_name(node: Node) -> str | None:
    """The name that a phrase carries ("the Paris Agreement"), without its article."""
    if node.verbal:
        return next((name for part in objects(node) if (name := _proper_name(part))), None)
    words = [
        kid
        for kid in node.kids
        if kid.dep in ("compound", "amod", "nmod", "nummod")
        and (kid.pos in ("PROPN", "NUM") or kid.lower[0].isdigit())
    ]
    if node.pos == "PROPN" or any(word.pos == "PROPN" for word in words):
        tokens = sorted((node, *words), key=lambda word: word.i)
        doc = node.token.doc
        return str(doc[tokens[0].token.i : tokens[-1].token.i + 1].text)
    return None
