"""How many examples a test is tried with, where the usual hundred would take too long or say too little."""

from hypothesis import HealthCheck, settings


def tries(count: int) -> settings:
    """So many examples; ten times as many where `make soak` searches."""
    times = 10 if settings.get_current_profile_name() == "searching" else 1
    return settings(max_examples=count * times, deadline=None, suppress_health_check=list(HealthCheck))
