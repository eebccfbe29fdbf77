"""What may be done here: load, decide, save, audit, post, in one transaction."""
