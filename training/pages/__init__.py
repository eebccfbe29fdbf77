"""How a person reaches the center's own records."""
