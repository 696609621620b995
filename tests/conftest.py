"""What holds for every test."""

from pathlib import Path

from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
"""How long an example takes says how busy the machine is, and whether loops are being compiled; what must be fast has a
test of its own."""

LONG = ("test_browser.py", "test_laws.py", "test_sampler.py", "test_season_cued.py", "test_browser_people.py")
"""Files with few tests that take minutes: begun first, so that no worker waits for another that began one last."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONG.index(name) if (name := Path(item.path).name) in LONG else len(LONG))
