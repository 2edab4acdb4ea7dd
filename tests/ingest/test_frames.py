"""Stance frames by class, on sentences written for these tests; a cue added as the docs say."""

import re
import tomllib
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.lexicon import _cues, _index
from ingest.model import Document
from ontology.terms import Stance

GUIDE = Path(__file__).parents[2] / "docs" / "extraction.md"
POSITIONS = {
    "France rejected new sanctions against Iran on Monday.": {("FRA", "opposes", "sanctions", "IRN")},
    "Neither France nor Germany supports sanctions against Iran.": {
        ("FRA", "opposes", "sanctions", "IRN"),
        ("DEU", "opposes", "sanctions", "IRN"),
    },
    "Norway supports neither an ultimatum nor a war against Iraq.": {
        ("NOR", "opposes", "military-action", "IRQ")
    },
    "Spain affirmed its support for a truce in Mali, and its readiness to punish Niger should it attack.": {
        ("ESP", "supports", "ceasefire", "MLI")
    },
    "Turkey criticised Germany for sending weapons to Ukraine.": {
        ("TUR", "opposes", "military-support", "UKR")
    },
    "The talks with Turkey were called off by Austria.": {("AUT", "opposes", "negotiations", "TUR")},
    "Brazil ruled out military intervention in Venezuela.": {("BRA", "opposes", "military-action", "VEN")},
    "Support from Paris for a ceasefire in Lebanon came on Sunday.": {
        ("FRA", "supports", "ceasefire", "LBN")
    },
    "Argentina said a ceasefire in Bosnia would be a mistake.": {("ARG", "opposes", "ceasefire", "BIH")},
    "Russia and Cuba voted against the resolution on Belarus.": {
        ("RUS", "opposes", "resolution", "BLR"),
        ("CUB", "opposes", "resolution", "BLR"),
    },
    "Poland is considering tariffs on Ukrainian grain.": {("POL", "noncommittal", "trade", "UKR")},
    "Hungary declined to say whether it would support sanctions against Russia.": {
        ("HUN", "noncommittal", "sanctions", "RUS")
    },
    "Belgium refused to say if it would recognise Kosovo.": {
        ("BEL", "noncommittal", "recognition", "Kosovo")
    },
    "Finland refused to support sanctions against Cuba.": {("FIN", "opposes", "sanctions", "CUB")},
    "India said that it would lift the embargo on Nepal only if the border was reopened.": {
        ("IND", "conditional", "sanctions", "NPL")
    },
    "The foreign minister of Norway called Lavrov on Tuesday.": set(),
    "Japan has yet to recognise the new government of Afghanistan.": set(),
    "Indonesia denied that it had bombed Dili.": set(),
    "Peru denied that Chile opposed a ceasefire in Bolivia.": set(),
    "Egypt accused Israel of bombing Tunis and demanded sanctions against Israel.": {
        ("EGY", "supports", "sanctions", "ISR")
    },
    "Egypt said that 48 people had died in Gaza.": set(),
    "Jordan urged the United States to stop Israel from annexing the West Bank.": {
        ("JOR", "opposes", "territorial-change", "West Bank")
    },
    "France voted for the resolution on Cuba. Britain did not.": {
        ("FRA", "supports", "resolution", "CUB"),
        ("GBR", "opposes", "resolution", "CUB"),
    },
    "The resolution on Cuba was adopted, with Peru voting against and Chile abstaining.": {
        ("PER", "opposes", "resolution", "CUB"),
        ("CHL", "abstains", "resolution", "CUB"),
    },
    "Sweden would not say whether it would recognise Kosovo.": {
        ("SWE", "noncommittal", "recognition", "Kosovo")
    },
    "Norway will keep its troops in Mali provided that Denmark stays.": {
        ("NOR", "conditional", "defence-posture", "MLI")
    },
    "The foreign minister of Norway visited Kenya on Tuesday.": set(),
    "Turkey blamed Syria for the failure to evacuate the wounded.": set(),
    "Will Greece close its embassy in Libya?": set(),
    "Malta would have supported sanctions against Libya.": set(),
    "Denmark will not take part in strikes on Libya.": {("DNK", "opposes", "military-action", "LBY")},
}


EFFECTS = {
    "Canada will lift the embargo on Peru once inspectors report.": "opposes",
    "Canada said it would support sanctions against Peru if the talks failed.": "supports",
    "Kenya will not join the airstrikes in Chad unless the Security Council gives a mandate.": "supports",
    "Kenya will not back the airstrikes in Chad if Sudan takes part.": "opposes",
    "Chile refused to lift sanctions against Cuba before prisoners were freed.": "opposes",
    "Chile said the sanctions against Cuba were linked to the truce.": None,
}


@pytest.mark.parametrize("text", EFFECTS)
def test_a_condition_tells_the_stance_that_it_makes(text):
    (position,) = extract(Document("test", text))
    assert position.stance is Stance.CONDITIONAL
    assert position.condition.effect == EFFECTS[text]


@pytest.mark.parametrize("text", POSITIONS)
def test_a_sentence_states_these_positions_and_no_others(text):
    found = {(p.actor, p.stance.value, p.measure.value, p.target) for p in extract(Document("test", text))}
    assert found == POSITIONS[text]


def test_the_worked_example_of_the_docs_makes_a_cue():
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    (cue,) = _index(_cues("verb", tomllib.loads(example)["verb"]))["bid"]
    assert (cue.frame, cue.stance.value, cue.preposition) == ("verb/bid farewell to", "opposes", "to")
