"""The vocabulary of diplomatic positions, its reference data, and what follows from them."""
