"""The learned reader: candidates, encoder, what it makes of a passage; the format that it learns from."""

from pathlib import Path

import numpy as np
import pytest

from ingest import encoder
from ingest.candidates import candidates
from ingest.encoder import EncoderError, encode, pieces
from ingest.extract import extract
from ingest.model import Document
from ingest.reading import read
from ingest.stances import MEASURES, STANCES, Opinions, judge, opinions
from ingest.training.passages import places, written
from ontology.errors import InputError
from ontology.terms import Measure, Stance

TEXT = (
    "Norway will not agree to the embargo on Ruritania. "
    "Italy and Spain called for a ceasefire in Ruritania, the Portuguese minister said."
)


def read_text(text: str) -> list[Opinions]:
    return list(opinions(read(Document(name="t", text=text))).values())


def test_candidates_are_the_words_that_stand_for_holders() -> None:
    reading = read(Document(name="t", text=TEXT))
    found = [[(c.token.text if c.token else None) for c in candidates(reading, p)] for p in reading.passages]
    assert found == [["Norway", "Ruritania"], ["Italy", "Spain", "Ruritania", "Portuguese", "minister"]]


def test_an_unnamed_speaker_is_a_candidate_without_a_word() -> None:
    reading = read(
        Document(
            name="t", text='"We are against it," Swedish Foreign Minister Ann Linde said. "That must end."'
        )
    )
    last = candidates(reading, reading.passages[-1])
    assert [(c.token, [h.actor for h in c.holders]) for c in last] == [(None, ["SWE"])]


def test_pieces_know_their_characters() -> None:
    cut = pieces(("Title", "", "Before it."), "Norway rejects.")
    assert cut.within(0, 6) == [i for i, (text, start, _) in enumerate(cut.places) if text == 3 and start < 6]
    assert len(cut.ids) == len(cut.places)
    assert cut.borders[0] == 0
    assert len(cut.borders) == 3


def test_a_long_passage_is_cut() -> None:
    cut = pieces(["word " * 400] * 3, "word " * 400)
    assert len(cut.ids) == sum(encoder.CONTEXT) + encoder.LENGTH + 3


def test_a_batch_gives_what_each_passage_gives_alone() -> None:
    texts = [
        "Norway rejects the embargo.",
        "The two presidents met in Geneva on Monday and talked about the weather.",
    ]
    cut = [pieces(("", "", ""), text) for text in texts]
    together = dict(encode(cut))
    for i, one in enumerate(cut):
        (alone,) = dict(encode([one])).values()
        assert np.abs(together[i] - alone).mean() < 0.05  # activations are rounded to 8 bits batch by batch


def test_probabilities_add_up() -> None:
    cut = pieces(("", "", ""), "Norway rejects the embargo.")
    (states,) = dict(encode([cut])).values()
    answers = judge(states, [[1], [0]])
    assert answers.stances.shape == (2, len(MEASURES), 1 + len(STANCES))
    for found in (answers.stances, answers.looked, answers.aimed):
        assert np.allclose(found.sum(axis=-1), 1, atol=1e-4)


def test_who_holds_what() -> None:
    first, second = read_text(TEXT)
    column = 1 + STANCES.index(Stance.OPPOSES)
    assert first.chances("NOR")[MEASURES.index(Measure.SANCTIONS), column] > 0.5
    for actor in ("ITA", "ESP"):
        assert 1 - second.chances(actor)[MEASURES.index(Measure.CEASEFIRE), 0] > 0.5
    assert 1 - second.chances("PRT")[:, 0].min() < 0.5


def test_of_one_not_named_there_is_no_opinion() -> None:
    (found,) = read_text("Norway rejects the embargo.")
    assert found.chances("SWE")[:, 0].min() == 1
    assert found.aimed("SWE", Measure.SANCTIONS) == {}


def test_a_stance_without_a_frame_is_found_with_its_sentence() -> None:
    text = "Ruritania's neighbours are split. Norway sees nothing to be gained by the embargo on Ruritania."
    found = [p for p in extract(Document(name="t", text=text)) if p.actor == "NOR"]
    assert [(p.stance, p.measure) for p in found] == [(Stance.OPPOSES, Measure.SANCTIONS)]
    assert text[found[0].start : found[0].end].startswith("Norway sees")
    assert found[0].frame == "reader/sanctions"


def test_another_model_than_was_learned_on_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_SHA256", "0" * 64)
    with pytest.raises(EncoderError, match="not the model"):
        encoder.base()


def test_the_passages_follow_their_format() -> None:
    found = list(written())
    assert len(found) > 1000
    assert all(places(m.proposal, p.text) for one in found for p in one.passages for m in p.positions)


def test_a_passage_is_a_text_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "# wire\nMalta abstained.\n= Malta | abstains | energy | abstained | -\n", "utf-8"
    )
    (one,) = written(tmp_path)
    assert (one.name, one.title, one.text) == ("a:2", None, "Malta abstained.")
    assert one.passages[0].positions[0].target is None


def test_a_document_has_its_passages(tmp_path: Path) -> None:
    lines = [
        "#doc Cap | 1983-03",
        "",
        "Rome met.",
        "",
        "Oslo backs it.",
        "= Oslo | supports | energy | it | -> Rome",
        "",
    ]
    (tmp_path / "a.txt").write_text("\n".join(lines), "utf-8")
    (one,) = written(tmp_path)
    assert (one.title, str(one.date), one.text) == ("Cap", "1983-03", "Rome met.\n\nOslo backs it.")
    assert one.passages[1].positions[0].target == "Rome"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("= Malta | abstains | energy", "columns"),
        ("= Gozo | abstains | energy | abstained | -", "does not stand"),
        ("= Malta | sleeps | energy | abstained | -", "sleeps"),
        ("= Malta | abstains | tea | abstained | -", "tea"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "a.txt").write_text(f"Malta abstained.\n{line}\n", "utf-8")
    with pytest.raises(InputError, match=f"a.txt:2.*{message}"):
        list(written(tmp_path))


def test_who_spoke_is_kept_where_two_words_stand_for_the_state() -> None:
    text = "French Foreign Minister Laurent Fabius called the ceasefire in Gaza robust and said it must hold."
    speakers = {p.speaker for p in extract(Document(name="t", text=text)) if p.actor == "FRA"}
    assert speakers == {"Laurent Fabius"}
