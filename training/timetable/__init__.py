"""The timetable engine: values in, values out. No database, no dates, no HTTP."""
