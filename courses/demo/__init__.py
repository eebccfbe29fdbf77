"""What the demonstration centers teach and sell: catalogue, packages, quotations, programs. Nothing here writes."""
