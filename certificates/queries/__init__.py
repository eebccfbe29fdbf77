"""What may be asked here: rows in, model values out, always starting from who asks."""
