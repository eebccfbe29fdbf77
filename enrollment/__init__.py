"""Who is taught, when, where and by whom: cohorts, timetable, roster, attendance.

A thing belongs here when it happens between the accepted commitment and the closed class.
"""
