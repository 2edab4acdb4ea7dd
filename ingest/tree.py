"""A sentence's dependency parse as light nodes, and the questions that frames ask of it.

Labels are ClearNLP's, as spaCy's English models give them. Nodes keep their spaCy token for the `Reading`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ingest.lexicon import PREPOSITIONS, Slots

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

SUBJECTS: Final = frozenset(("nsubj", "csubj", "expl"))
PASSIVE_SUBJECTS: Final = frozenset(("nsubjpass", "csubjpass"))
OBJECTS: Final = frozenset(("dobj", "attr", "oprd", "dative"))
NOMINAL: Final = frozenset(("NOUN", "PROPN", "PRON", "NUM", "X", "SYM"))
VERBAL: Final = frozenset(("VERB", "AUX"))
_MODIFIERS: Final = frozenset(
    ("compound", "amod", "nmod", "poss", "det", "nummod", "npadvmod", "advmod", "neg", "quantmod")
)
_BAG_DEPTH: Final = 4


@dataclass(slots=True, eq=False)
class Node:
    """One word. `kids` in text order."""

    i: int
    token: "Token"
    lemma: str
    lower: str
    pos: str
    tag: str
    dep: str
    head: "Node | None" = None
    kids: "list[Node]" = field(default_factory=list)
    _bag: "frozenset[str] | None" = None

    @property
    def nominal(self) -> bool:
        """Whether it heads a noun phrase (or stands for one)."""
        return self.pos in NOMINAL or (
            self.pos in ("DET", "ADJ") and self.dep in ("nsubj", "dobj", "pobj", "nsubjpass")
        )

    @property
    def verbal(self) -> bool:
        """Whether it heads a clause."""
        return self.pos in VERBAL

    def children(self, *deps: str) -> "list[Node]":
        """Children under any of these labels."""
        return [kid for kid in self.kids if kid.dep in deps]

    def subtree(self) -> "Iterator[Node]":
        """The node and all below it."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(node.kids)

    def ancestors(self) -> "Iterator[Node]":
        """All nodes above, nearest first."""
        node = self.head
        while node is not None:
            yield node
            node = node.head

    @property
    def conjuncts(self) -> "list[Node]":
        """The node and those joined to it by "and", "or" or a comma."""
        found, stack = [], [self]
        while stack:
            node = stack.pop()
            found.append(node)
            stack.extend(kid for kid in node.kids if kid.dep == "conj")
        return sorted(found, key=lambda node: node.i)

    @property
    def bag(self) -> frozenset[str]:
        """Lemmas of its phrase without clauses and conjuncts: what a cue's other words are looked for in."""
        if self._bag is None:
            self._bag = frozenset(_bag(self, _BAG_DEPTH))
        return self._bag


def _bag(node: Node, depth: int) -> Iterator[str]:
    yield node.lemma
    yield node.lower
    if not depth:
        return
    for kid in node.kids:
        if (
            kid.dep in _MODIFIERS
            or kid.dep in ("prep", "pobj", "pcomp", "agent", "prt")
            or (kid.dep == "conj" and node.dep in ("compound", "amod", "nmod", "pobj"))
        ):
            yield from _bag(kid, depth - 1)


def tree(span: "Span") -> list[Node]:
    """The nodes of a sentence in text order; those whose head lies outside have `head` None."""
    first = span.start
    nodes = []
    for token in span:
        lower = token.lower_
        lemma = token.lemma_.lower()
        tag = token.tag_
        if tag in ("NNPS", "NNP") and lemma == lower and lower.endswith("s") and not lower.endswith("ss"):
            lemma = lower[:-1]
        nodes.append(Node(token.i - first, token, lemma, lower, token.pos_, tag, token.dep_))
    count = len(nodes)
    for node in nodes:
        index = node.token.head.i - first
        if 0 <= index < count and index != node.i:
            node.head = nodes[index]
            node.head.kids.append(node)
    return nodes


def roots(nodes: Iterable[Node]) -> list[Node]:
    """Nodes without a head."""
    return [node for node in nodes if node.head is None]


def text_of(nodes: Iterable[Node], exclude: Node | None = None) -> str:
    """The words from the first to the last of these nodes, as written; `exclude` cuts its subtree's tail."""
    kept = sorted((node.token for node in nodes), key=lambda token: token.i)
    if not kept:
        return ""
    doc = kept[0].doc
    end = exclude.token.i if exclude and exclude.token.i > kept[0].i else kept[-1].i + 1
    return str(doc[kept[0].i : end].text)


def phrase(node: Node) -> str:
    """The words of a noun phrase or clause, without what a comma adds after it."""
    return text_of(node.subtree())


def antecedent(node: Node) -> Node | None:
    """The noun that a relative clause or participle headed by `node` describes."""
    if node.dep in ("relcl", "acl") and node.head is not None:
        return node.head
    if node.dep == "conj" and node.head is not None and node.head.dep in ("relcl", "acl"):
        return node.head.head
    return None


def is_passive(verb: Node) -> bool:
    """Whether the verb is a passive or a bare past participle that describes a noun."""
    if any(kid.dep in ("auxpass", "nsubjpass", "csubjpass", "agent") for kid in verb.kids):
        return True
    return (
        verb.tag == "VBN"
        and verb.dep in ("acl", "oprd", "ccomp")
        and not any(kid.dep == "aux" for kid in verb.kids)
    )


def objects(verb: Node) -> list[Node]:
    """What is acted on: direct object, or passive subject, with conjuncts and relative pronouns resolved."""
    passive = is_passive(verb)
    wanted = PASSIVE_SUBJECTS | {"oprd"} if passive else OBJECTS
    found: list[Node] = []
    for kid in verb.kids:
        if kid.dep in wanted:
            found.extend(_resolve(part, verb) for part in kid.conjuncts)
    if passive and not any(kid.dep in PASSIVE_SUBJECTS for kid in verb.kids):
        found.extend(_inherited(verb, PASSIVE_SUBJECTS | OBJECTS) or [])
        if verb.dep == "ccomp":
            found.extend(part for kid in verb.children("nsubj") for part in kid.conjuncts)
    if not found and verb.dep == "relcl" and verb.head is not None and verb.head.nominal and not passive:
        subject = next((kid for kid in verb.kids if kid.dep == "nsubj"), None)
        if subject is not None and subject.lower not in ("which", "who", "that"):
            found.append(verb.head)
    if not found and not passive and verb.dep == "conj" and verb.head is not None and verb.head.verbal:
        later = verb.head
        if later.i < verb.i and not verb.children("ccomp", "xcomp", "prep"):
            return []
    if not found and not passive:
        for kid in verb.kids:  # "condemned and rejected the plan": the object hangs on the last verb
            if kid.dep == "conj" and kid.verbal and not verb.children("ccomp", "xcomp", "prep", "advcl"):
                return objects(kid)
    return found


def _resolve(node: Node, verb: Node) -> Node:
    """A relative pronoun's noun, else the node."""
    if node.lower in ("which", "that", "who", "whom"):
        noun = antecedent(verb)
        if noun is not None:
            return noun
    return node


def _inherited(verb: Node, deps: frozenset[str]) -> list[Node] | None:
    """Arguments that a conjoined or participial verb shares with the one it hangs on."""
    noun = antecedent(verb)
    if noun is not None:
        return noun.conjuncts if verb.i > noun.i else [noun]
    if verb.dep in ("conj", "xcomp", "oprd") and verb.head is not None:
        for kid in verb.head.kids:
            if kid.dep in deps and kid is not verb:
                return [_resolve(part, verb.head) for part in kid.conjuncts]
        if verb.head.verbal:
            return _inherited(verb.head, deps)
    return None


def agents(verb: Node) -> list[Node]:
    """Who acts: the subject, the passive's "by" phrase, or the subject that a clause without one inherits.

    Conjuncts are followed, relative pronouns resolved to their nouns.
    """
    if is_passive(verb):
        return [
            part
            for kid in verb.kids
            if kid.dep == "agent" or (kid.dep == "prep" and kid.lower == "by")
            for part in complements(kid)
        ]
    for kid in verb.kids:
        if kid.dep in SUBJECTS and kid.dep != "expl":
            return [_resolve(part, verb) for part in kid.conjuncts]
    return _controller(verb)


def _controller(verb: Node) -> list[Node]:
    head = verb.head
    if head is None:
        return []
    if verb.dep in ("acl", "relcl"):
        return (
            [head] if verb.tag in ("VBG", "VBZ", "VBP", "VBD") or verb.dep == "relcl" else _noun_owner(head)
        )
    if verb.dep in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "dep", "parataxis", "acomp"):
        above = head
        while above.pos == "ADP" and above.head is not None:  # "by calling for"
            above = above.head
        if above.verbal:
            blamed = verb.dep == "pcomp" and head.lower in ("for", "over", "from")  # "blamed Bonn for arming"
            if verb.dep == "xcomp" or blamed:
                told = [part for kid in above.children("dobj") for part in kid.conjuncts]
                if told:
                    return told
            if is_passive(above):
                passive = [
                    part for kid in above.kids if kid.dep in PASSIVE_SUBJECTS for part in kid.conjuncts
                ]
                return passive or agents(above)
            return agents(above)
        if above.pos in ("ADJ", "NOUN") and above.head is not None and above.head.verbal:
            return agents(above.head)
    if verb.dep == "prep" and head.verbal:
        return agents(head)
    return []


def _noun_owner(noun: Node) -> list[Node]:
    owners = [part for kid in noun.children("poss") for part in kid.conjuncts]
    if owners:
        return owners
    for above in noun.ancestors():
        if above.verbal:
            return agents(above)
    return []


def following(node: Node, preposition: str) -> list[Node]:
    """Complements of that preposition on `node`: nouns and gerunds, with conjuncts."""
    found = []
    for kid in node.kids:
        if kid.lower == preposition and kid.dep in (
            "prep",
            "dative",
            "agent",
            "prt",
            "aux",
            "mark",
            "advmod",
        ):
            found.extend(complements(kid))
    return found


def complements(preposition: Node) -> list[Node]:
    """Nouns and gerunds behind a preposition, with conjuncts (and those of prepositions joined to it)."""
    found = [part for kid in preposition.kids if kid.dep in ("pobj", "pcomp") for part in kid.conjuncts]
    for kid in preposition.kids:
        if kid.dep in ("conj", "prep") and kid.pos in ("ADP", "SCONJ"):
            found.extend(complements(kid))
    return found


def matches(node: Node, slots: Slots) -> list[Node] | None:
    """The nodes that the words of a verb phrase (head first) stand on, or None where one is missing.

    A preposition or particle must hang on the head or on a word already matched; another word may stand
    anywhere in the head's objects, complements or prepositional phrases.
    """
    found = [node]
    for slot in slots[1:]:
        hit = next((kid for word in reversed(found) for kid in word.kids if _is(kid, slot)), None)
        if hit is None and not slot & PREPOSITIONS:
            hit = _deeper(node, slot)
        if hit is None:
            return None
        found.append(hit)
    return found


def _is(node: Node, slot: frozenset[str]) -> bool:
    return node.lemma in slot or node.lower in slot


def _deeper(verb: Node, slot: frozenset[str]) -> Node | None:
    for argument in objects(verb):
        if _is(argument, slot):
            return argument
        if slot & argument.bag:
            return next((node for node in argument.subtree() if _is(node, slot)), None)
    for kid in verb.kids:
        if kid.dep in ("prep", "agent", "acomp", "dative"):
            for part in (kid, *complements(kid)):
                if _is(part, slot):
                    return part
                if part.nominal and slot & part.bag:
                    return next((node for node in part.subtree() if _is(node, slot)), None)
    return None
