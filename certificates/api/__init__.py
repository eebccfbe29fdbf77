"""How a program reaches it: JSON under /api/v1 over the same queries and actions."""
