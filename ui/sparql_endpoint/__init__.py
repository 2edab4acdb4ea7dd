"""The read-only SPARQL endpoint, in parts: the protocol, the workers that answer, the guard before them."""
