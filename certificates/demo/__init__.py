"""The demonstration center as a whole: every room's facts written in order, through the rooms' own actions."""
