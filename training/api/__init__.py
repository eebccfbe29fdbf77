"""How a program reaches the center's own records."""
