"""The read-only SPARQL endpoint, in parts: the protocol, the formats, the workers that answer."""
