"""What holds for every test."""

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
"""How long an example takes says how busy the machine is; what must be fast has a test of its own."""
