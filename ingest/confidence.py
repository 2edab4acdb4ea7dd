"""How sure a claim is: a calibrated probability that an annotator would record it.

Logistic regression over plain features of the claim and of its passage, learned by
`python -m ingest.training.confidence` on annotated documents; `weights/confidence.json` holds the weights.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from math import exp
from typing import Final

from ingest.frames import Claim
from ingest.reading import Passage
from ontology.terms import Measure

FLOOR: Final = 0.25
"""Claims less sure than this are no positions."""

_LONG: Final = 45


def confidence(features: Iterable[str]) -> float:
    """Probability, 0 to 1, that a claim with these features is right."""
    weights = _weights()
    return 1 / (1 + exp(-sum(weights.get(feature, 0.0) for feature in features)))


def described(claim: Claim, passage: Passage, profile: Mapping[Measure, int]) -> tuple[str, ...]:
    """What speaks for and against a claim. `profile` counts the measures that the text names."""
    hit, rule = claim.hit, claim.rule
    share = profile.get(hit.measure, 0) / (sum(profile.values()) or 1)
    ranked = claim.ranked.probability if claim.ranked and claim.ranked.candidates else None
    kind, _, words = rule.frame.partition("/")
    found = [
        "any",
        f"kind:{kind}",
        f"group:{rule.group or kind}",
        f"frame:{words}",
        f"measure:{hit.measure.value}",
        f"stance:{claim.stance.value}",
        f"specific:{hit.specific}",
        f"specific:{hit.specific}|{hit.measure is Measure.OTHER}",
        f"path:{min(len(hit.path), 3)}",
        f"sign:{hit.sign}",
        f"own:{hit.own}",
        f"holders:{_size(len(claim.holders))}",
        f"speaker:{claim.holders[0].speaker is not None}",
        f"voice:{bool(passage.voice.holders)}",
        f"section:{passage.section.value}",
        f"heading:{passage.heading}",
        f"condition:{claim.condition is not None}",
        f"target:{claim.targets != (None,)}",
        f"share:{'high' if share > 0.4 else 'middle' if share > 0.15 else 'low' if share else 'none'}",
        f"long:{len(passage.span) > _LONG}",
        f"reported:{claim.reported_by is not None}",
        f"verb:{hit.node.verbal}",
    ]
    if ranked is not None:
        found.append(f"ranked:{'sure' if ranked > 0.7 else 'fair' if ranked > 0.4 else 'unsure'}")
    return tuple(found)


def _size(count: int) -> str:
    return "one" if count == 1 else "few" if count < 4 else "many"


@cache
def _weights() -> Mapping[str, float]:
    text = (files("ingest") / "weights" / "confidence.json").read_text("utf-8")
    return {str(feature): float(weight) for feature, weight in json.loads(text).items()}
