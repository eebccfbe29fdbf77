"""How a person reaches it: thin handlers over queries and actions."""
