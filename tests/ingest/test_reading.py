"""Who speaks, whom a phrase stands for and when it was said, on sentences written for these tests."""

import pytest

from ingest.model import Document
from ingest.reading import Holder, Passage, Reading, read
from ontology.dates import PartialDate

Holders = list[tuple[str, str | None]]


def reading(text: str, *, outlet: str | None = None, title: str | None = None) -> Reading:
    return read(Document("test", text, title, PartialDate.parse("2015-06-10"), outlet))


def passage(found: Reading, words: str) -> Passage:
    return next(p for p in found.passages if words in found.document.text[p.start : p.end])


def named(holders: tuple[Holder, ...]) -> Holders:
    return [(holder.actor, holder.speaker) for holder in holders]


MINISTRY = "Ministry of Foreign Affairs of Austria"
HOLT: Holders = [("CAN", "Jane Holt")]
VOICES = {
    "a quotation's second sentence": (
        'Canadian minister Jane Holt told the press: "The vote is void. A new one must be held."',
        None,
        "A new one",
        HOLT,
    ),
    "hard-wrapped lines behind a dateline": (
        "OTTAWA, May 4 (AP) -- Canadian Foreign Minister Jane Holt refused on\n"
        'Monday to take part. "We have nothing to sign, and nothing to talk\n'
        'about," she said.',
        None,
        "nothing to sign",
        HOLT,
    ),
    "an unmarked block quote, and its second paragraph": (
        "Jane Holt, the Canadian environment minister, opened the session.\n\nShe said:\n\n"
        "Our country cannot sign this.\n\nIt would be a mistake to wait for another summit.",
        None,
        "a mistake to wait",
        HOLT,
    ),
    "the report after a block quote is the narrator's": (
        "Jane Holt, the Canadian environment minister, spoke first.\n\nShe said:\n\n"
        "Our country cannot sign this.\n\nThe Danish delegation walked out.",
        None,
        "walked out",
        [],
    ),
    "a label that bears a family name put first": (
        "Chung Ha-neul, Foreign Minister of South Korea\n\nMINISTER CHUNG: We want talks.",
        None,
        "We want",
        [("KOR", "Chung Ha-neul")],
    ),
    "an author named in the first line": (
        "Lena Hofer, Minister for Europe\n\nAustria stands by its word. We condemn the raid.",
        MINISTRY,
        "condemn the raid",
        [("AUT", "Lena Hofer")],
    ),
    "a first line that tells something is no author": (
        "Lena Hofer, Austrian minister, wins the vote\n\nWe were told that she would resign.",
        "Evening Post",
        "We were told",
        [],
    ),
    "a spokesman to whom a statement is attributed": (
        "The following is attributable to Spokesperson Karl Lang:\n\nWe deplore the arrests.",
        MINISTRY,
        "deplore",
        [("AUT", "Karl Lang")],
    ),
    "our commitment in a read-out is the minister's": (
        "The following is attributable to Spokesperson Karl Lang:\n\n"
        "Foreign Minister Lena Hofer of Austria met envoys today. "
        "The minister reaffirmed our commitment to the treaty.",
        MINISTRY,
        "our commitment",
        [("AUT", "Lena Hofer")],
    ),
    "signatories in a title in capitals": (
        "JOINT DECLARATION BY THE PRIME MINISTERS OF ESTONIA, LATVIA AND LITHUANIA\n\n"
        "We call for an end to the occupation.",
        None,
        "We call",
        [("EST", None), ("LVA", None), ("LTU", None)],
    ),
    "a joint statement that a news text tells of": (
        "Estonia and Latvia issued a joint statement on Monday.\n\nWe have seen the text.",
        "Evening Post",
        "We have seen",
        [],
    ),
    "an interview's labels": (
        "INTERVIEW with Omar Nasser, foreign minister of Jordan\n\n"
        "Question: Will you join?\n\nNasser: I reject a ground war.",
        None,
        "ground war",
        [("JOR", "Omar Nasser")],
    ),
    "an interviewer asks for nobody": (
        "INTERVIEW with Omar Nasser, foreign minister of Jordan\n\n"
        "Question: Should we recognise it?\n\nNasser: Yes.",
        None,
        "Should we",
        [],
    ),
    "answers marked by a letter": (
        "A talk with Omar Nasser, foreign minister of Jordan.\n\nQ: And a truce?\n\nA: We back it.",
        None,
        "We back",
        [("JOR", "Omar Nasser")],
    ),
    "a parliamentary report": (
        "Mr Alder (Minister of Trade): We shall end the embargo.\n\nMrs Crane (Opposition): I object.",
        "Government of New Zealand",
        "end the embargo",
        [("NZL", "Alder")],
    ),
    "a member of parliament holds his own": (
        "Mr Alder (Minister of Trade): We shall end the embargo.\n\nMrs Crane (Opposition): I object.",
        "Government of New Zealand",
        "I object",
        [("Crane", "Crane")],
    ),
    "remarks whose heading names the speaker": (
        "Remarks by Foreign Minister Lena Hofer at the Assembly\n\nI call on all states to sign.",
        MINISTRY,
        "I call",
        [("AUT", "Lena Hofer")],
    ),
    "a headline about remarks names no speaker": (
        "Remarks by Foreign Minister Lena Hofer anger Assembly\n\nI was there when it happened.",
        "Evening Post",
        "I was there",
        [],
    ),
    "he added, after an unmarked title": (
        "Hungarian premier Istvan Kocsis dissented. His foreign minister, Peter Varga, was blunter. "
        '"Not in our name," Varga said.\n\n"We will block it," he added.',
        None,
        "block it",
        [("HUN", "Peter Varga")],
    ),
    "items of a council's list": (
        "The Council:\n- welcomes the envoy;\n- calls for talks.",
        "Council of the European Union",
        "calls for talks",
        [("EU", None)],
    ),
}


@pytest.mark.parametrize("case", VOICES)
def test_voice(case: str) -> None:
    text, outlet, words, expected = VOICES[case]
    found = reading(text, outlet=outlet)
    assert named(passage(found, words).voice.holders) == expected


MEETING = "Prime Minister Anna Berg of Sweden met President Ali Demir of Turkey in Ankara. "
PHRASES = {
    "two leaders": (
        MEETING + "The two leaders condemned the coup.",
        "leaders",
        [("SWE", "Anna Berg"), ("TUR", "Ali Demir")],
    ),
    "two states": (MEETING + "Both countries want talks.", "countries", [("SWE", None), ("TUR", None)]),
    "they": (MEETING + "They condemned the coup.", "They", [("SWE", "Anna Berg"), ("TUR", "Ali Demir")]),
    "a delegate and his state": (
        "Mr Eden, for the United Kingdom, accepted the motion.",
        "Eden",
        [("GBR", "Eden")],
    ),
    "a counterpart": (
        "Egypt's president met his Sudanese counterpart. The Sudanese president left.",
        "president",
        [("SDN", None)],
    ),
    "others who are listed": (
        "France and two others - Malta and Cyprus - backed it.",
        "others",
        [("MLT", None), ("CYP", None)],
    ),
    "others who are not": ("France and two others backed it.", "others", []),
    "a front that is not the French party": (
        "The Syrian National Front said that it would attend.",
        "Front",
        [("Syrian National Front", None)],
    ),
    "a capital that decides": (MEETING + "Ankara opposes the plan.", "Ankara", [("TUR", None)]),
    "a capital that is a place": (MEETING + "The crowd in Ankara opposes it.", "Ankara", []),
    "a ministry by its city": (
        "Peru waited. The foreign ministry in Oslo declined.",
        "ministry",
        [("NOR", None)],
    ),
    "a spokesman without name": (
        "A spokesman for the Bolivian president demanded talks.",
        "spokesman",
        [("BOL", None)],
    ),
    "an anonymous official": ("Peru waited. A senior official called it absurd.", "official", []),
    "a relative clause": ("Greece, which had vetoed it, gave way.", "which", [("GRC", None)]),
    "family name first": (
        "Foreign Minister Park Jin of South Korea left. Minister Park urged restraint.",
        "Park",
        [("KOR", "Park Jin")],
    ),
    "allies by their adjective": (
        "Moscow and its Syrian allies halted the raids.",
        "allies",
        [("SYR", None)],
    ),
    "a region's premier": (
        "Bavaria's premier Franz Huber rejected it.",
        "premier",
        [("Bavaria", "Franz Huber")],
    ),
    "officials listed, for whose state the text has no word": (
        "President Francois Hollande and Chancellor Angela Merkel stressed that they would stay.",
        "they",
        [("FRA", "Francois Hollande"), ("DEU", "Angela Merkel")],
    ),
    "an official whose body only a later sentence tells": (
        "The European Union opposed a fund. On Friday its climate chief, Frans Timmermans, offered to "
        "support one if it served the most vulnerable. On Saturday he warned of it. "
        "Timmermans said that it was not enough.",
        "he",
        [("EU", "Frans Timmermans")],
    ),
    "a region's states": (
        "Poland and the Baltic states had lobbied for it.",
        "states",
        [("EST", None), ("LVA", None), ("LTU", None)],
    ),
    "a region by its name": (
        "The Benelux wants a veto.",
        "Benelux",
        [("BEL", None), ("NLD", None), ("LUX", None)],
    ),
    "a region is no holder beside its states": ("The Visegrad countries reject it.", "Visegrad", []),
    "the Community by its number": ("The Nine condemned the coup.", "Nine", [("EU", None)]),
    "ten of something": ("The Ten Commandments were read.", "Ten", []),
    "a government by the city that opens the sentence": (
        "Peru waited. In Buenos Aires the junta turned down the truce.",
        "junta",
        [("ARG", None)],
    ),
    "neither of two": (
        "Peru backs it. Sweden and Norway met. Neither intends to sign.",
        "Neither",
        [("SWE", None), ("NOR", None)],
    ),
    "neither before its nouns": ("Sweden and Peru met. Neither France nor Malta will sign.", "Neither", []),
    "a bare title after a list of states": (
        "Peru, Chile and Bolivia recognised the rebels after Jordan's defeat. "
        "Jordan mourned. President Sami Darwish refused to leave.",
        "Darwish",
        [("JOR", "Sami Darwish")],
    ),
}


@pytest.mark.parametrize("case", PHRASES)
def test_holders(case: str) -> None:
    text, word, expected = PHRASES[case]
    found = reading(text)
    last = [(p, token) for p in found.passages for token in p.span if token.text == word][-1]
    assert named(found.holders(*last)) == expected


def test_bare_title_in_an_official_text_is_the_issuers() -> None:
    found = reading(
        "Special Envoy for Yemen Lena Hofer flew to Moscow. She met Russian officials.", outlet=MINISTRY
    )
    place = passage(found, "She met")
    assert named(found.holders(place, place.span[0])) == [("AUT", "Lena Hofer")]


def test_bare_title_of_an_organisations_official() -> None:
    found = reading("The Secretary-General welcomes the truce. He urges restraint.", outlet="United Nations")
    place = passage(found, "He urges")
    assert named(found.holders(place, place.span[0])) == [("UN", None)]


# Published on Wednesday, 10 June 2015.
DATES = {
    "a weekday": ("Peru rejected the plan on Monday.", "2015-06-08"),
    "yesterday": ("Peru rejected the plan yesterday.", "2015-06-09"),
    "last month": ("Peru rejected the plan last month.", "2015-05"),
    "a year": ("Peru rejected the plan in 2014.", "2014"),
    "a plan ahead is no date of saying": ("Peru will reject the plan on Friday.", "2015-06-10"),
    "a date within a name": ("Peru rejected its July 13, 2009 policy.", "2015-06-10"),
    "the meeting that a joint text reports": (
        "Joint Statement on Relief\n\nRepresentatives of Peru, Chile and Norway met on May 5, 2015.\n\n"
        "Begin Text:\n\nWe urged restraint.",
        "2015-05-05",
    ),
    "what a joint text says now": (
        "Joint Statement on Relief\n\nRepresentatives of Peru, Chile and Norway met on May 5, 2015.\n\n"
        "Begin Text:\n\nWe urge restraint.",
        "2015-06-10",
    ),
}


@pytest.mark.parametrize("case", DATES)
def test_date(case: str) -> None:
    text, expected = DATES[case]
    found = reading(text)
    last = found.passages[-1]
    assert str(found.date(last, last.span.root)) == expected


def test_a_date_behind_a_semicolon_is_not_that_of_what_stands_before() -> None:
    found = reading("Chile and Peru voted in favour; Bolivia had abstained on a similar text in May.")
    (last,) = found.passages
    dates = {token.text: str(found.date(last, token)) for token in last.span if token.pos_ == "VERB"}
    assert dates == {"voted": "2015-06-10", "abstained": "2015-05"}


@pytest.mark.parametrize("published", [None, "2018-05-09"])
def test_an_official_named_in_full_is_known_on_any_day(published: str | None) -> None:
    text = "Prime Minister Theresa May and President Emmanuel Macron stood by the agreement with Iran."
    found = read(Document("known", text, None, PartialDate.parse(published) if published else None))
    (place,) = found.passages
    speakers = {holder for token in place.span for holder in named(found.holders(place, token))}
    assert speakers == {("GBR", "Theresa May"), ("FRA", "Emmanuel Macron"), ("IRN", None)}


def test_no_date_is_made_up() -> None:
    found = read(Document("undated", "Peru rejected the plan on Monday."))
    assert found.date(found.passages[0]) is None


def test_passages_lead_back_to_the_wrapped_text() -> None:
    text = "OTTAWA, May 4 (AP) -- Canada rejected\n  the plan. It\nleft."
    found = reading(text)
    assert [text[p.start : p.end] for p in found.passages] == ["Canada rejected\n  the plan.", "It\nleft."]


def test_a_list_of_sources_is_named_as_it_stands():
    words = "Denmark, Norway and a Swedish envoy said on Monday that the vote was void."
    assert passage(reading(words), "the vote").voice.reported_by == "Denmark, Norway and a Swedish envoy"
