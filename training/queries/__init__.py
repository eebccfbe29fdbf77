"""What may be asked about the center. Every question starts from who asks."""
