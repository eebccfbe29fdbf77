"""The center itself (people, agencies, instructors, venues, calendar) and the machinery every room stands on.

A thing belongs here when it is true before any course exists. Nothing here knows of courses, cohorts or certificates.
"""
