"""What the rules infer, from whom, and that it can be taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from rdflib import Graph

from ontology.errors import UsageError
from ontology.iris import BASE, entity_iri
from ontology.terms import Measure, Stance
from ontology.validation import validate
from queries import inference
from queries.catalogue import run
from queries.deciding import answer, rendering
from queries.deciding.decision import Basis, Outcome
from queries.store import Store, open_store
from queries.table import Iri
from tests.queries.conftest import Claim, dispatch, ntriples  # type: ignore[import-not-found]

FOR, IF, AGAINST, ABSTAINS = Stance.SUPPORTS, Stance.CONDITIONAL, Stance.OPPOSES, Stance.ABSTAINS
SANCTIONS = Measure.SANCTIONS
TEXTS = (
    dispatch(
        "council",
        Claim("The EU wants the embargo.", "EU", FOR, SANCTIONS, "SYR"),
        Claim("Athens does not want it.", "GRC", AGAINST, SANCTIONS, "SYR"),
        Claim("Madrid would if aid got in.", "ESP", IF, SANCTIONS, "SYR",
              condition="if aid got in", effect=FOR),
        Claim("Oslo will lift it once aid gets in.", "NOR", IF, SANCTIONS, "SYR",
              condition="once aid gets in", effect=AGAINST),
        Claim("Bern ties it to aid.", "CHE", IF, SANCTIONS, "SYR", condition="ties it to aid"),
        Claim("The UN wants it.", "UN", FOR, SANCTIONS, "SYR"),
        Claim("I want it, said Sebastian Kurz.", "Sebastian Kurz", FOR, SANCTIONS, "TUR"),
        Claim("I never did, said Werner Faymann.", "Werner Faymann", FOR, SANCTIONS, "IRN"),
        published="2016-10-18",
    ),
    dispatch("later", Claim("Rome says no now.", "ITA", AGAINST, SANCTIONS, "SYR"), published="2017-05-02"),
    dispatch(
        "two voices",
        Claim("Yes, said Theresa May.", "GBR", FOR, SANCTIONS, "SYR", speaker="Theresa May"),
        Claim("No, said Boris Johnson.", "GBR", AGAINST, SANCTIONS, "SYR", speaker="Boris Johnson"),
        published="2017-03-01",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Store:
    store = open_store(None)
    store.ensure_vocabulary()
    return store


@pytest.fixture
def store(vocabulary: Store) -> Iterator[Store]:
    for document, positions in TEXTS:
        vocabulary.replace_graph(document.iri, ntriples(document, positions))
    yield vocabulary
    for graph in vocabulary.graphs():
        if graph not in (f"{BASE}graph/ontology", f"{BASE}graph/reference"):
            vocabulary.drop_graph(graph)


def inferred(store: Store, rule: str) -> dict[tuple[str, str], str]:
    """(actor, target) -> stance of what a rule inferred."""
    return {
        (str(row["actor"]).rsplit("/", 1)[1], str(row["target"]).rsplit("/", 1)[1]): Iri(
            str(row["stance"])
        ).short
        for row in run(store, "inferred", {})
        if Iri(str(row["rule"])).short == rule
    }


def position(store: Store, actor: str) -> str:
    return str(next(row["position"] for row in run(store, "conditions", {"actor": actor, "status": ""})))


def test_a_group_speaks_for_those_who_did_not_speak(store: Store) -> None:
    inference.infer(store)
    found = inferred(store, "group-speaks")
    members = {actor for actor, _ in found}
    assert {"FRA", "DEU", "ITA", "GBR"} < members  # Italy and Britain spoke only later
    assert not {"GRC", "ESP", "NOR", "UN", "EU"} & members
    assert set(found.values()) == {"supports"}
    assert len(members) == 28 - 2
    (row,) = run(store, "inferred", {"actor": "FRA"})
    assert (row["quote"], row["saidByName"]) == ("The EU wants the embargo.", "European Union")
    assert row["confidence"] == 0.4


def test_what_is_inferred_is_not_taken_for_said(store: Store) -> None:
    before = (
        run(store, "positions", {}),
        run(store, "silence", {"organisation": "EU", "measure": "sanctions"}),
    )
    inference.infer(store)
    assert before == (
        run(store, "positions", {}),
        run(store, "silence", {"organisation": "EU", "measure": "sanctions"}),
    )


def test_an_official_in_office_speaks_for_the_state_and_one_who_left_does_not(store: Store) -> None:
    inference.infer(store)
    assert inferred(store, "official-in-office") == {("AUT", "TUR"): "supports"}  # Faymann left in May 2016


def test_the_higher_office_is_believed(store: Store) -> None:
    inference.infer(store)
    ranked = store.select(
        "SELECT ?quote ?higher WHERE { GRAPH ?g { ?p <https://w3id.org/tourdetable/ns#outrankedBy> ?q }"
        " GRAPH ?d { ?p <https://w3id.org/tourdetable/ns#speaker> ?quote }"
        " GRAPH ?e { ?q <https://w3id.org/tourdetable/ns#speaker> ?higher } }"
    ).rows
    assert [(Iri(str(a)).short, Iri(str(b)).short) for a, b in ranked] == [("Boris_Johnson", "Theresa_May")]


def test_a_reviewer_says_that_a_condition_is_met(store: Store) -> None:
    inference.infer(store)
    assert not inferred(store, "condition-met")
    where = position(store, "ESP")
    inference.mark(store, where, "met", by="A. Reader", because='convoys\narrived "today"')
    inference.mark(store, where, "met", by="B. Reader")
    assert inference.freshness(store) is inference.Freshness.STALE
    assert inference.statuses(store) == {where: "met"}
    assert [row["status"] for row in run(store, "conditions", {"actor": "ESP", "status": "met"})] == ["met"]
    inference.infer(store)
    assert inferred(store, "condition-met") == {("ESP", "SYR"): "supports"}
    inference.mark(store, where, "lapsed", by="A. Reader")
    inference.infer(store)
    assert not inferred(store, "condition-met")
    for wrong in (f"{BASE}document/none", "Spain", "x> } ; DROP ALL #"):
        with pytest.raises(UsageError):
            inference.mark(store, wrong, "met", by="A. Reader")


def test_a_condition_that_is_met_makes_the_stance_that_waited_for_it(store: Store) -> None:
    for actor in ("NOR", "CHE"):
        inference.mark(store, position(store, actor), "met", by="A. Reader")
    inference.infer(store)
    assert inferred(store, "condition-met") == {("NOR", "SYR"): "opposes"}  # of Bern nothing is known


def test_it_is_undone_and_marked_as_old(store: Store) -> None:
    assert inference.freshness(store) is inference.Freshness.NONE
    before = {graph: store.graph(graph) for graph in store.graphs()}
    first = inference.infer(store)
    assert inference.freshness(store) is inference.Freshness.FRESH
    assert inference.infer(store) == first
    document, positions = dispatch("news", Claim("Paris is against it.", "FRA", AGAINST, SANCTIONS, "SYR"),
                                   published="2016-10-01")  # fmt: skip
    store.replace_graph(document.iri, ntriples(document, positions, datetime.now(UTC) + timedelta(seconds=1)))
    assert inference.freshness(store) is inference.Freshness.STALE
    inference.infer(store)
    assert ("FRA", "SYR") not in inferred(store, "group-speaks")
    store.drop_graph(document.iri)
    inference.undo(store)
    assert {graph: store.graph(graph) for graph in store.graphs()} == before


def test_a_conclusion_without_its_premise_is_old(store: Store) -> None:
    inference.infer(store)
    store.drop_graph(TEXTS[0][0].iri)
    assert inference.freshness(store) is inference.Freshness.STALE
    assert not run(store, "inferred", {}).rows  # no sentence, no stance


def test_the_inferred_graph_keeps_to_the_shapes(store: Store) -> None:
    inference.mark(store, position(store, "ESP"), "met", by="A. Reader")
    inference.infer(store)
    graph = Graph().parse(data=store.graph(inference.INFERRED), format="nt")
    assert len(graph) > 200
    assert validate(graph) == ()
    (wrong, *_) = graph.subjects(None, None)
    for subject in set(graph.subjects(predicate=None, object=None)):
        if "/inferred/" in str(subject):
            wrong = subject
    graph.remove((wrong, None, None))
    graph.add(
        (
            wrong,
            *next(iter(Graph().parse(data=f"<{wrong}> a <{BASE}ns#InferredPosition> .", format="turtle")))[
                1:
            ],
        )
    )
    assert validate(graph)


def test_a_decision_shows_what_was_said_apart_from_what_follows(store: Store) -> None:
    said = answer.ask(store, "eu-cfsp", "sanctions", "Syria", on="2016-10-20")
    assert said.decision.outcome is Outcome.FAILS
    assert said.decision.obstacles[0].by == ("GRC",)
    by_code = {s.voter.code: s for s in said.decision.seats}
    assert by_code["FRA"].basis is Basis.UNKNOWN
    assert not said.notes["FRA"]
    assert said.footnotes[said.notes["GRC"][0] - 1].quote == "Athens does not want it."
    inference.infer(store)
    more = answer.ask(store, "eu-qmv", "sanctions", "Syria", on="2016-10-20", inferred=True)
    by_code = {s.voter.code: s for s in more.decision.seats}
    assert (by_code["FRA"].basis, by_code["GRC"].basis) == (Basis.INFERRED, Basis.SAID)
    assert more.footnotes[more.notes["FRA"][0] - 1].quote == "The EU wants the embargo."
    assert more.decision.outcome is Outcome.PASSES
    assert any(a.startswith("inferred, not said: ") and "France" in a for a in more.assumptions)
    for form in rendering.FORMATS:
        text = rendering.render_answer(more, form)
        assert "The EU wants the embargo." in text
        assert "inferred" in text
    unknown = rendering.render_answer(said, "md")
    assert "| France | unknown | no or yes | unknown |" in unknown


def test_statements_without_target_are_named_and_not_counted(store: Store) -> None:
    objections = (("TUR", "Ankara says no"), ("RUS", "Moscow says no"))  # of NATO, and not
    for date in ("2016-10-19", "2016-11-02"):
        claims = (Claim(f"{said} ({date}).", actor, AGAINST, SANCTIONS, None) for actor, said in objections)
        document, positions = dispatch(f"untargeted {date}", *claims, published=date)
        store.replace_graph(document.iri, ntriples(document, positions))
    found = answer.ask(store, "nato", "sanctions", "IRN", on="2016-10-20", silence=True)
    assert (found.decision.outcome, found.untargeted) == (Outcome.PASSES, 1)
    assert "Not counted: 1 statement of a member" in rendering.render_answer(found, "md")
    assert '"untargeted": 1' in rendering.render_answer(found, "json")
    assert answer.ask(store, "eu-cfsp", "sanctions", "SYR", on="2016-10-20").untargeted == 0


def test_a_decision_is_asked_of_one_target(store: Store) -> None:
    with pytest.raises(UsageError, match="say which"):
        answer.ask(store, "nato", "sanctions", on="2016-10-20")
    with pytest.raises(UsageError, match="no silence procedure"):
        answer.ask(store, "unsc", "sanctions", "SYR", on="2016-10-20", silence=True)
    with pytest.raises(UsageError, match="no abstention is known of FRA"):
        answer.ask(store, "eu-cfsp", "sanctions", "SYR", on="2016-10-20", declared=["France"])
    quiet = answer.ask(store, "nato", "sanctions", "SYR", on="2016-10-20", silence=True)
    assert quiet.decision.obstacles[0].by == ("GRC",)
    assert any(a.startswith("silence is consent: ") and "Greece" not in a for a in quiet.assumptions)


def test_each_rule_says_what_it_does() -> None:
    for rule in inference.rules():
        assert rule.title
        assert len(rule.description) > 80
        assert f"{BASE}rule/{rule.name}" in rule.text or rule.name == "outranked"
    assert entity_iri("Arab League").endswith("Arab_League")
