"""Who sat in which class of the demonstration centers, and who was away. Nothing here writes."""
