"""The demonstration centers: facts in TOML, and the readers that refuse a wrong reference. Nothing here writes."""
