"""What a stance waits for: clauses and phrases of condition, in the words of the text."""

from collections.abc import Iterable

from ingest.lexicon import ConditionWords
from ingest.tree import Node, complements, matches, text_of
from ontology.terms import Stance


def condition(
    words: ConditionWords, verbs: Iterable[Node], *, refusing: bool, rival: Node | None = None
) -> str | None:
    """The first condition on any of these verbs or nouns, or None.

    `refusing` tells that the stance denies its measure, so that "until" names what would change it. What
    stands behind `rival` is a condition on that.
    """
    for verb in verbs:
        for kid in verb.kids:
            if rival is not None and kid.i > rival.i:
                continue
            text = _clause(words, kid, refusing=refusing) if kid.dep in ("advcl", "ccomp", "acl") else None
            text = text or _phrase(words, kid)
            if text:
                return text
    return None


def depends(words: ConditionWords, verb: Node) -> str | None:
    """The condition that a verb like "depends on" names for its subject, from the verb on."""
    for slots in words.verbs:
        if verb.lemma in slots[0] and matches(verb, slots) is not None:
            if len(slots) == 1 and not verb.children("dobj"):
                continue
            return _from(verb, [node for node in verb.subtree() if node.i >= verb.i])
    return None


def effect(words: ConditionWords, text: str, stance: Stance) -> Stance | None:
    """The stance once the condition `text` is met, where `stance` is what it is put on; None where unclear.

    "Will lift them once ..." makes `stance`; "will not lift them until ..." ends it.
    """
    start = f"{text.lower()} "
    if any(start.startswith(f"{phrase} ") for phrase in words.unclear):
        return None
    ends = any(start.startswith(f"{phrase} ") for phrase in words.ending)
    match stance:
        case Stance.SUPPORTS:
            return Stance.OPPOSES if ends else stance
        case Stance.OPPOSES:
            return Stance.SUPPORTS if ends else stance
        case _:
            return None


def hypothetical(words: ConditionWords, clause: Node) -> bool:
    """Whether the clause is itself a condition."""
    start = _opening(clause)
    return any(start.startswith(f"{mark} ") for mark in words.marks | words.until)


def _opening(clause: Node) -> str:
    """First words of a clause, with what stands before its subject ("only if ...")."""
    nodes = sorted(clause.subtree(), key=lambda node: node.i)[:5]
    return " ".join(node.lower for node in nodes) + " "


def _clause(words: ConditionWords, clause: Node, *, refusing: bool) -> str | None:
    opening = _opening(clause)
    if any(opening.startswith(f"{phrase} ") for phrase in words.never):
        return None
    for mark in words.lasting:
        if opening.startswith(f"{mark} "):
            lasting = clause.lemma in words.already or mark == "while"
            return None if lasting else _tidy(clause)
    if any(opening.startswith(f"{mark} ") for mark in words.marks):
        return _tidy(clause)
    if any(opening.startswith(f"{mark} ") for mark in words.until):
        return _tidy(clause) if refusing else None
    if opening.startswith("when ") and _ahead(clause.head):
        return _tidy(clause)
    return None


def _ahead(verb: Node | None) -> bool:
    """Whether a verb tells what is still to come: "will recognise it when ..."."""
    return verb is not None and any(
        kid.lower in ("will", "'ll", "’ll", "shall") for kid in verb.children("aux")
    )


def _phrase(words: ConditionWords, node: Node) -> str | None:
    if node.dep not in ("prep", "advmod", "acomp", "amod", "npadvmod"):
        return None
    opening = _opening(node)
    for start in words.phrases:
        if opening.startswith(f"{start} ") and (complements(node) or len(list(node.subtree())) > 2):
            return _tidy(node)
    return None


def _tidy(node: Node) -> str:
    return _from(node, node.subtree())


def _from(node: Node, nodes: Iterable[Node]) -> str:
    del node
    return text_of(nodes).strip(" ,;.")
