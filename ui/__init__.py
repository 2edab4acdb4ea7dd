"""Every face of tourdetable: command line, SPARQL endpoint, explorer."""
