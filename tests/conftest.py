"""What holds for every test."""

from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
"""How long an example takes says how busy the machine is, and whether loops are being compiled; what must be fast has a
test of its own."""
