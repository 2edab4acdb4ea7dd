"""How sure a claim is: a calibrated probability that an annotator would record it.

Logistic regression over plain features of the claim and of its passage, learned by
`python -m ingest.training.confidence` on annotated documents; `weights/confidence.json` holds the weights.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Final, TypeAlias

import numpy as np

from ingest.encoder import Array
from ingest.frames import Claim
from ingest.reading import Passage
from ingest.stances import MEASURES, STANCES, Overall
from ontology.terms import Measure

FLOOR: Final = 0.35
"""Claims less sure than this are no positions."""

_LONG: Final = 45

Features: TypeAlias = Mapping[str, float]
"""What is noted of a claim: 1 for what holds, else a measure."""


def confidence(features: Features) -> float:
    """Probability, 0 to 1, that a claim with these features is right."""
    weights = _weights()
    return 1 / (1 + exp(-sum(weights.get(feature, 0.0) * value for feature, value in features.items())))


def described(claim: Claim, passage: Passage, profile: Mapping[Measure, int], read: Overall) -> Features:
    """What speaks for and against a claim of one holder.

    `profile` counts the measures that the text names, `read` is what the learned reader makes of the text.
    """
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
    return {**dict.fromkeys(found, 1.0), **_as_read(claim, passage, read), **_turned(claim, read.turns)}


def _as_read(claim: Claim, passage: Passage, read: Overall) -> Features:
    """What the learned reader makes of the claim: of its stance, of its measure, of its holder."""
    if passage.start not in read.passages:
        return {"unread": 1.0}
    chances = read.passages[passage.start].chances(claim.holders[0].actor)
    row, column = MEASURES.index(claim.hit.measure), 1 + STANCES.index(claim.stance)
    framed = claim.rule.framed
    same = float(chances[row, column])
    stance = float(chances[:, column].max())
    every = float((1 - chances[:, 0]).max())
    others = float(np.delete(1 - chances[:, 0], row).max())
    values = {
        "same": _logit(same),
        "measure": _logit(1 - float(chances[row, 0])),
        "stance": _logit(stance),
        "any": _logit(every),
        "others": _logit(others),
        "best": float(same >= stance - 1e-6),
        "count": float((1 - chances[:, 0]).sum()),
    }
    return {f"read {name}|{framed}": value for name, value in values.items()}


def _turned(claim: Claim, turns: Array) -> Features:
    """How much the text turns on the measure, beside the others."""
    row = MEASURES.index(claim.hit.measure)
    share = float(turns[row] / (turns.sum() + 1e-6))
    rank = int((turns > turns[row]).sum())
    framed = claim.rule.framed
    return {f"turns|{framed}": _logit(share), f"turns {min(rank, 3)}|{framed}": 1.0}


def _logit(chance: float) -> float:
    """Log odds in units of two, within -3 and 3."""
    return max(-3.0, min(3.0, log((chance + 1e-6) / (1 - chance + 1e-6)) / 2))


def _size(count: int) -> str:
    return "one" if count == 1 else "few" if count < 4 else "many"


@cache
def _weights() -> Mapping[str, float]:
    text = (files("ingest") / "weights" / "confidence.json").read_text("utf-8")
    return {str(feature): float(weight) for feature, weight in json.loads(text).items()}
