"""What the endpoint says of itself (SPARQL 1.1 Service Description)."""

from ui.sparql_endpoint.formats import SOLUTIONS, TRIPLES

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_FORMATS = "http://www.w3.org/ns/formats/"
_COMMENT = "Read-only. Every document is a named graph and the default graph is empty: say GRAPH."
_NAMES = {
    "JSON": "SPARQL_Results_JSON",
    "XML": "SPARQL_Results_XML",
    "CSV": "SPARQL_Results_CSV",
    "TSV": "SPARQL_Results_TSV",
    "TURTLE": "Turtle",
    "N_TRIPLES": "N-Triples",
    "RDF_XML": "RDF_XML",
    "JSON_LD": "JSON-LD",
}


def describe(url: str, media_type: str) -> bytes:
    """The description of the endpoint at `url`, as one of `TRIPLES`."""
    import pyoxigraph as ox

    graph = ox.Store()
    graph.load(_turtle(url).encode(), format=ox.RdfFormat.TURTLE)
    triples = (quad.triple for quad in graph)
    prefixes = {"sd": "http://www.w3.org/ns/sparql-service-description#", "rdfs": _RDFS, "formats": _FORMATS}
    form = getattr(ox.RdfFormat, TRIPLES[media_type])
    serialised = ox.serialize(triples, format=form, prefixes=prefixes)
    assert serialised is not None  # noqa: S101 - without an output it returns the bytes
    return serialised


def _turtle(url: str) -> str:
    formats = ", ".join(f"<{_FORMATS}{_NAMES[name]}>" for name in (*SOLUTIONS.values(), *TRIPLES.values()))
    iri = url.translate({ord(c): f"%{ord(c):02X}" for c in '<>"{}|^`\\ '})
    return f"""
        @prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
        @prefix rdfs: <{_RDFS}> .
        <{iri}> a sd:Service ;
            sd:endpoint <{iri}> ;
            sd:supportedLanguage sd:SPARQL11Query ;
            sd:resultFormat {formats} ;
            sd:defaultDataset <{iri}#dataset> ;
            rdfs:comment "{_COMMENT}"@en .
        <{iri}#dataset> a sd:Dataset ; sd:defaultGraph <{iri}#default> .
        <{iri}#default> a sd:Graph .
    """
