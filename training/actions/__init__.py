"""What may be done to the center: load, decide, save, audit, post, in one transaction."""
