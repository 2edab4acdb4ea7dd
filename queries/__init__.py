"""The store, the catalogue of questions, and the briefings made of their answers."""
