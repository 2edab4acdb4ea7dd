"""Claims that no frame makes, as the learned reader has them; condition and target from the parse."""

from collections.abc import Sequence
from typing import Final

from ingest.conditions import condition
from ingest.frames import Claim, Rule, Sentence
from ingest.lexicon import ConditionWords
from ingest.measures import Finder, Hit
from ingest.reading import Holder
from ingest.stances import Opinion, Opinions
from ingest.tree import Node
from ontology.terms import Stance

LIKELY: Final = 0.12
"""A stance less likely than this is not looked at."""
_PARTS: Final = frozenset(("compound", "amod", "nmod", "nummod", "poss", "det"))


def unframed(found: Opinions, told: Sequence[Claim], sentence: Sentence) -> list[Claim]:
    """A claim for each stance that the reader finds likely and that no claim in `told` makes.

    Not where the proposal is told as unreal, by which a reader of words is misled.
    """
    known = {(holder.actor, claim.hit.measure, claim.stance) for claim in told for holder in claim.holders}
    claims = []
    asked = [(holder, opinion) for opinion in found.likely(LIKELY) for holder in opinion.candidate.holders]
    for holder, opinion in sorted(asked, key=_nameless):
        stance = max(opinion.stances, key=opinion.stances.__getitem__)
        key = (holder.actor, opinion.measure, stance)
        node = sentence.nodes[opinion.proposal.i - sentence.passage.span.start]
        if key not in known and node.i not in sentence.unreal:
            known.add(key)
            claim = _claim(opinion, stance, holder, _head(node), found, sentence.finder)
            if claim.condition or stance is not Stance.CONDITIONAL:
                claims.append(claim)
    return claims


def _nameless(asked: tuple[Holder, Opinion]) -> bool:
    """ "French Foreign Minister Fabius": both words stand for France, one says who spoke."""
    return asked[0].speaker is None


def _claim(
    opinion: Opinion,
    stance: Stance,
    holder: Holder,
    node: Node,
    found: Opinions,
    finder: Finder,
) -> Claim:
    hit = Hit(opinion.measure, 1, node)
    verb = next((above for above in (node, *node.ancestors()) if above.verbal), node)
    ranked = finder.targets(hit, (), frozenset((holder.actor,)))
    text = _condition(found, verb, finder.lexicon.conditions) if stance is Stance.CONDITIONAL else None
    return Claim(
        (holder,),
        stance,
        hit,
        ranked.names,
        Rule(f"reader/{opinion.measure}", framed=False),
        verb,
        text,
        ranked=ranked,
    )


def _head(node: Node) -> Node:
    while node.dep in _PARTS and node.head is not None:
        node = node.head
    return node


def _condition(found: Opinions, verb: Node, words: ConditionWords) -> str | None:
    verbs = [node for node in (verb, *verb.ancestors()) if node.verbal]
    return condition(words, verbs, refusing=True) or found.condition()
