"""What was earned: eligibility, issue, revocation, verification, the log that proves it.

A thing belongs here when it happens after a class is closed.
"""
