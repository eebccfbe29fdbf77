"""What is true or allowed of people, agencies, instructors, venues and calendars. Pure."""
