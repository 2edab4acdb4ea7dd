"""From a source to a `Document`, its `Position`s and their RDF graph: pure functions, no store."""
