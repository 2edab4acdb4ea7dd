"""The Turtle files: complete, well-formed, and what `terms.py` and the contract in docs/ say."""

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef

from ingest.model import ConditionStatus, SectionKind
from ontology.generate import TARGET, render
from ontology.iris import BASE, NS, measure_iri, stance_iri
from ontology.packaged import ontology_graph
from ontology.terms import TDT as TERMS
from ontology.terms import Measure, Stance

REPOSITORY = Path(__file__).parents[2]
TDT = Namespace(NS)
PROPERTY_KINDS = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
BUILT_IN = (str(OWL), str(RDF), str(RDFS), "http://www.w3.org/2001/XMLSchema#")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return ontology_graph()


def test_terms_are_what_the_turtle_renders_to(graph: Graph) -> None:
    assert TARGET.read_text(encoding="utf-8") == render(graph), "run `make terms`"


def test_render_follows_the_turtle(graph: Graph) -> None:
    changed = Graph() + graph
    changed.add((TDT.veto, RDF.type, OWL.ObjectProperty))
    changed.set((URIRef(stance_iri("opposes")), TDT["rank"], Literal(9)))

    text = render(changed)

    assert '    veto: Final = NS + "veto"\n' in text
    members = text[text.index("class Stance") :]
    assert members.index("OPPOSES") < members.index("SUPPORTS")


def test_terms_cost_no_rdf_library() -> None:
    code = "import sys, ontology.terms; sys.exit('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_term_that_is_used_is_declared_once_and_of_one_kind(graph: Graph) -> None:
    """What OWL 2 DL asks for, and what catches a misspelt name."""
    kinds = {
        term: PROPERTY_KINDS & set(graph.objects(term, RDF.type))
        for term in set(graph.predicates())
        if not _own(term)
    }
    assert {term for term, found in kinds.items() if len(found) != 1} == set()
    classes = {cls for cls in graph.objects(None, RDF.type) if not isinstance(cls, BNode) and not _own(cls)}
    assert {cls for cls in classes if (cls, RDF.type, OWL.Class) not in graph} == set()
    places = (RDFS.domain, RDFS.range, RDFS.subClassOf, OWL.onClass, OWL.someValuesFrom)
    named = {cls for place in places for cls in graph.objects(None, place) if isinstance(cls, URIRef)}
    assert {cls for cls in named if not _own(cls) and (cls, RDF.type, OWL.Class) not in graph} == set()


def _own(term: object) -> bool:
    return str(term).startswith(BUILT_IN)


def test_every_term_of_ours_has_a_label_and_a_definition(graph: Graph) -> None:
    ours = {
        t
        for kind in (OWL.Class, *PROPERTY_KINDS)
        for t in graph.subjects(RDF.type, kind)
        if str(t).startswith(NS)
    }
    assert len(ours) > 80
    assert {t for t in ours if not (graph.value(t, RDFS.label) and graph.value(t, SKOS.definition))} == set()


def test_concepts_are_complete(graph: Graph) -> None:
    common = {SKOS.notation, SKOS.prefLabel, SKOS.definition, SKOS.example, SKOS.inScheme}
    wanted = {
        TDT.Stance: common | {TDT.colour, TDT.symbol, TDT["rank"]},
        TDT.Measure: common | {TDT.direction, TDT.targetRole},
    }
    for kind, properties in wanted.items():
        for concept in graph.subjects(RDF.type, kind):
            assert properties <= set(graph.predicates(concept)), concept
            assert str(graph.value(concept, SKOS.inScheme)) == BASE + str(kind).removeprefix(NS).lower()


def test_codes_are_those_of_the_iris(graph: Graph) -> None:
    for code, iri in [(s, stance_iri(s)) for s in Stance] + [(m, measure_iri(m)) for m in Measure]:
        assert str(graph.value(URIRef(iri), SKOS.notation)) == code
    codes = {
        str(graph.value(status, SKOS.notation)) for status in graph.subjects(RDF.type, TDT.ConditionStatus)
    }
    assert codes == set(ConditionStatus)


def test_sections_are_those_of_the_reader(graph: Graph) -> None:
    listed = graph.value(graph.value(TDT.section, RDFS.range), OWL.oneOf)
    assert {str(kind) for kind in graph.items(listed)} == set(SectionKind)


def test_measures_are_those_of_the_guideline() -> None:
    guideline = REPOSITORY.parent / "shared" / "gold" / "GUIDELINE.md"
    if not guideline.exists() and os.environ.get("CI") != "true":
        pytest.skip("the annotation guideline is not beside the repository")
    text = guideline.read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", text[text.index("### Measures") :], re.MULTILINE)) == set(
        Measure
    )
    scale = re.search(r"\| `stance` \|(.*)\|", text)
    assert scale
    assert re.findall(r"`(\w+)`", scale[1]) == [str(stance) for stance in Stance]


def test_the_scale_runs_from_support_to_opposition() -> None:
    assert [stance.rank for stance in Stance] == [5, 4, 3, 2, 1]


def test_contract_and_queries_use_no_term_that_is_not_in_the_vocabulary() -> None:
    known = {value.removeprefix(NS) for name, value in vars(TERMS).items() if not name.startswith("_")}
    files = [REPOSITORY / "docs" / "model.md", *(REPOSITORY / "queries").rglob("*.rq")]
    assert len(files) > 1
    for file in files:
        used = set(re.findall(r"\btdt:(\w+)", file.read_text(encoding="utf-8")))
        assert used - known == set(), file.name


@pytest.mark.parametrize("eyes", ["full", "protan", "deutan", "tritan"])
def test_stances_differ_for_every_kind_of_eye(eyes: str) -> None:
    """Colours as colour-blind eyes see them stay well apart (CIE76 distance; 10 is plainly seen)."""
    seen = {stance: _lab(_seen(stance.colour, eyes)) for stance in Stance}
    for one, other in itertools.combinations(Stance, 2):
        assert sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5 > 15, (
            one,
            other,
        )
    assert len({stance.symbol for stance in Stance}) == len(Stance)


# Machado, Oliveira, Fernandes (2009), severity 1.0, on linear RGB
_EYES = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))


def _seen(colour: str, eyes: str) -> list[float]:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return [min(1.0, max(0.0, v)) for v in _times(_EYES[eyes], linear)]


def _lab(linear: list[float]) -> tuple[float, float, float]:
    x, y, z = (
        v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116
        for v in (
            value / white for value, white in zip(_times(_XYZ, linear), (0.9505, 1.0, 1.089), strict=True)
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _times(matrix: tuple[tuple[float, ...], ...], vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]
