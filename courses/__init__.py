"""What can be taught and bought: catalogue, packages, rule sets, pricing, quotations, programs.

A thing belongs here when it happens between the stated need and the accepted commitment.
"""
