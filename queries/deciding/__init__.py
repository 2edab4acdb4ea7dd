"""What a body would decide, by which rule, as far as it is known where its members stand."""
