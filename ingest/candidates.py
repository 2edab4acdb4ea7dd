"""Who could hold a position that a passage states: what the learned reader asks about, one by one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.reading import Holder, Passage, Reading

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Candidate:
    """Possible holders, with the word that stands for them; no word: they speak, unnamed in the passage."""

    holders: tuple[Holder, ...]
    token: "Token | None"


def candidates(reading: Reading, passage: Passage) -> list[Candidate]:
    """The candidates of a passage, in text order, its unnamed speakers last."""
    found = [
        Candidate(holders, token)
        for token in passage.span
        if token.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET")
        and (holders := reading.holders(passage, token))
    ]
    named = {holder.actor for candidate in found for holder in candidate.holders}
    speakers = passage.voice.holders
    if speakers and not all(holder.actor in named for holder in speakers):
        found.append(Candidate(speakers, None))
    return found
