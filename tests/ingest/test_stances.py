"""The learned reader: candidates, encoder, what it makes of a passage; the format that it learns from."""

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ingest import encoder
from ingest.candidates import candidates
from ingest.encoder import TITLE, EncoderError, encode, windows
from ingest.extract import extract
from ingest.model import Document
from ingest.reading import read
from ingest.stances import MEASURES, STANCES, Opinions, aim, judge, keys, opinions
from ingest.training import passages
from ingest.training.annotated import dispatches, documents, releases
from ingest.training.passages import places, written
from ontology.errors import InputError
from ontology.terms import Measure, Stance

TEXT = (
    "Norway will not agree to the embargo on Ruritania. "
    "Italy and Spain called for a ceasefire in Ruritania, the Portuguese minister said."
)


def read_text(text: str) -> list[Opinions]:
    return list(opinions(read(Document(name="t", text=text))).passages.values())


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
    (window,) = windows("Title", ["Before it.", "Norway rejects."])
    (piece,) = window.within(1, 0, 6)
    assert window.places[piece] == (1, 0, 6)
    assert piece == window.asked[1].start
    assert len(window.ids) == len(window.places) == len(window.kinds)
    assert set(window.shown) == {TITLE, 0, 1}
    assert window.within(0, 0, 1)[0] == window.kinds.index(1)


def test_every_passage_is_read_once_behind_what_stands_before_it() -> None:
    passages = [f"Minister number {n} said that the embargo on Ruritania must stay." for n in range(90)]
    found = windows("Ministers meet", passages)
    assert len(found) > 3
    assert [number for window in found for number in window.asked] == list(range(90))
    for earlier, later in pairwise(found):
        assert len(later.ids) <= encoder.SIZE
        assert TITLE in later.shown
        assert max(earlier.asked) in later.shown
        assert max(earlier.asked) not in later.asked


def test_without_a_title_the_first_passage_opens_later_windows() -> None:
    later = windows(None, ["Ministers met.", *["They spoke of the weather again. " * 20] * 3])[-1]
    assert 0 in later.shown
    assert 0 not in later.asked


def test_a_long_passage_is_cut() -> None:
    first, second = windows("word " * 400, ["word " * 400] * 2)
    assert len(first.ids) == 1 + encoder.OPENING + 1 + encoder.LENGTH + 1
    assert len(second.ids) == 1 + encoder.OPENING + 1 + encoder.BEFORE + encoder.LENGTH + 1


def test_probabilities_add_up() -> None:
    (window,) = windows(None, ["Norway rejects the embargo."])
    states = encode(window)
    answers = judge(states, window.asked[0], [[2], [3]])
    assert answers.stances.shape == (2, len(MEASURES), 1 + len(STANCES))
    for found in (answers.stances, answers.looked, aim(answers.found[0, 0], keys(states))):
        assert np.allclose(found.sum(axis=-1), 1, atol=1e-4)


HELD = {
    "Norway will not agree to the embargo on Ruritania.": {("NOR", Measure.SANCTIONS, Stance.OPPOSES)},
    "Italy and Spain called for a ceasefire in Ruritania, the Portuguese minister said.": {
        ("ITA", Measure.CEASEFIRE, Stance.SUPPORTS),
        ("ESP", Measure.CEASEFIRE, Stance.SUPPORTS),
    },
    "Chad could live with observers on the border, which Sudan would not hear of.": {
        ("TCD", Measure.PEACEKEEPING, Stance.SUPPORTS),
        ("SDN", Measure.PEACEKEEPING, Stance.OPPOSES),
    },
    "Peru will send an ambassador to Havana once Cuba has freed the fishermen.": {
        ("PER", Measure.DIPLOMATIC_RELATIONS, Stance.CONDITIONAL)
    },
    "Greece vetoed the loan to Albania, and Italy abstained.": {
        ("GRC", Measure.FINANCE, Stance.OPPOSES),
        ("ITA", Measure.FINANCE, Stance.ABSTAINS),
    },
    "Japan would not be drawn on whether it will lift the tariffs on Chilean wine.": {
        ("JPN", Measure.TRADE, Stance.NONCOMMITTAL)
    },
    "Poland sees no place for Belarus in the Council of Europe.": {
        ("POL", Measure.ACCESSION, Stance.OPPOSES)
    },
    "In Kenya's eyes the pipeline through Uganda is money thrown away.": {
        ("KEN", Measure.ENERGY, Stance.OPPOSES)
    },
    "The Finnish and Swedish ministers met in Geneva, where talks on Cyprus had failed.": set(),
    "Malta has no army, and Iceland left its defence to the United States.": set(),
}


def test_who_holds_what() -> None:
    """Of the positions that it finds likely in ten sentences and those that are there, most are the same."""
    right, wrong = 0, []
    for text, held in HELD.items():
        (found,) = read_text(text)
        likely = {
            (holder.actor, opinion.measure, max(opinion.stances, key=opinion.stances.__getitem__))
            for opinion in found.likely(0.5)
            for holder in opinion.candidate.holders
        }
        right += len(likely & held)
        wrong += likely ^ held
    assert right >= 9, wrong
    assert len(wrong) <= 4, wrong


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
    if not passages.CORPUS.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("../shared/corpus is absent, of which releases are marked")
        pytest.skip("../shared/corpus is absent")
    found = list(written())
    assert len(found) > 1000
    assert all(places(m.proposal, p.text) for one in found for p in one.passages for m in p.positions)


def test_no_annotated_document_is_learned_from() -> None:
    """Of the runs of eight words of an annotated document, few stand in one training text."""
    if not passages.CORPUS.is_file():
        pytest.skip("../shared is absent, which is a failure of the test before in CI")
    held = [*documents(), *dispatches("test"), *releases("test")]
    where: dict[tuple[str, ...], set[str]] = defaultdict(set)
    runs = {one.document.name: set(run_of_words(one.document.text)) for one in held}
    for name, found in runs.items():
        for run in found:
            where[run].add(name)
    for text in written():
        shared = Counter(name for run in set(run_of_words(text.text)) for name in where.get(run, ()))
        for name, count in shared.items():
            assert count < 0.35 * len(runs[name]), (text.name, name)


def run_of_words(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return (tuple(words[i : i + 8]) for i in range(len(words) - 7))


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


def test_a_release_is_marked_by_its_characters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "corpus.jsonl"
    release = {"id": "r/1", "title": "Cap", "date": "2023-02-03", "text": "We met. Oslo backs the cap."}
    corpus.write_text(json.dumps(release) + "\n", "utf-8")
    monkeypatch.setattr(passages, "CORPUS", corpus)
    passages.released.cache_clear()
    (tmp_path / "a.txt").write_text(
        "#release r/1\n@8-27\n= Oslo | supports | energy | the cap | -\n", "utf-8"
    )
    (one,) = written(tmp_path)
    assert (one.name, one.title, str(one.date), one.text) == ("r/1", "Cap", "2023-02-03", release["text"])
    assert (one.passages[0].start, one.passages[0].text) == (8, "Oslo backs the cap.")
    (tmp_path / "b.txt").write_text("#release r/2\n", "utf-8")
    with pytest.raises(InputError, match=r"b\.txt:1: no release 'r/2'"):
        list(written(tmp_path))
    passages.released.cache_clear()


def test_who_says_so_is_kept_where_the_state_is_named_for_him() -> None:
    text = "The Czech interior minister, Radim Blaha, announced that Prague would vote against the embargo."
    found = extract(Document(name="t", text=text))
    assert {(p.actor, p.speaker, p.role) for p in found} == {("CZE", "Radim Blaha", "interior minister")}


def test_a_target_that_the_text_lists_brings_those_listed_with_it() -> None:
    text = (
        "NATO leaders did not invite Ukraine and Georgia to become members. "
        "Germany opposed membership for both. Poland had spoken out for their accession."
    )
    found = extract(Document(name="t", text=text))
    for actor, stance in (("DEU", Stance.OPPOSES), ("POL", Stance.SUPPORTS)):
        aimed = {
            p.target for p in found if (p.actor, p.stance, p.measure) == (actor, stance, Measure.ACCESSION)
        }
        assert aimed == {"UKR", "GEO"}, actor
