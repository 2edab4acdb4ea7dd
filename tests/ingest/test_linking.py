"""Names that are another name, a person, a word or a town: what the linker takes them for."""

import pytest

from ingest.language import parse
from ingest.linking import is_place, link
from ontology.dates import PartialDate


def linked(text: str, published: str = "2020-01-01") -> tuple[list[str], list[str]]:
    """Codes of those who may act in `text`, and of places."""
    (doc,) = parse([text])
    (mentions,) = link([doc], PartialDate.parse(published))
    actors = [m.code for m in mentions if not is_place(doc, m)]
    return actors, [m.code for m in mentions if is_place(doc, m)]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Georgia condemned the raid.", "GEO"),
        ("Jordan called for a ceasefire.", "JOR"),
        ("Republican Jim Jordan rejected the aid package.", ""),
        ("Israel Katz rejected the plan.", ""),
        ("Chad backed the resolution.", "TCD"),
        ("Chad Smith rejected the plan.", ""),
        ("Turkey opposed the accession.", "TUR"),
        ("They ate roast turkey at the dinner.", ""),
        ("Washington imposed sanctions on Tehran.", "USA IRN"),
        ("George Washington was a general.", ""),
        ("The Republic of the Congo left; Congo-Kinshasa stayed.", "COG COD"),
        ("North Korea denounced the drills with South Korea.", "PRK KOR"),
        ("Guinea, Guinea-Bissau, Equatorial Guinea and Papua New Guinea signed.", "GIN GNB GNQ PNG"),
        ("Niger expelled the ambassador of Nigeria.", "NER NGA"),
        ("Nigerien officials met Nigerian officials.", "NER NGA"),
        ("Dominica thanked the Dominican Republic.", "DMA DOM"),
        ("Jersey introduced new rules.", "JEY"),
        ("The Isle of Man introduced new rules.", "IMN"),
        ("The man refused to talk.", ""),
        ("Mali asked Malawi for help.", "MLI MWI"),
        ("South Sudan left the talks with Sudan.", "SSD SDN"),
        ("Austria thanked Australia.", "AUT AUS"),
        ("Ireland criticised the rules for Northern Ireland.", "IRL"),
        ("The Palestinian delegation rejected the plan.", "PSE"),
        ("The Kremlin denied the report.", "RUS"),
        ("They met in St Petersburg.", ""),
        ("Brussels warned Warsaw over the judges.", "EU POL"),
        ("The ministers met in Geneva.", ""),
        ("Judges in The Hague heard the case.", ""),
        ("Members of Parliament in Strasbourg voted.", ""),
        ("They spoke in New York.", ""),
        ("The talks took place in Vienna.", ""),
        ("She lives in New Jersey, he in New Mexico.", ""),
        ("Oil leaked in the Gulf of Mexico.", ""),
    ],
)
def test_who_may_act(text: str, actors: str) -> None:
    assert linked(text)[0] == actors.split()


def test_a_name_means_whom_it_meant_at_the_time() -> None:
    assert linked("The Kremlin denied the report.", "1985-05-01")[0] == ["SUN"]
    assert linked("The Kremlin denied the report.", "1995-05-01")[0] == ["RUS"]
