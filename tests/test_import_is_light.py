"""``import fairlead`` loads nothing heavy: a shell completion or a script that only wants a name must not wait."""

import subprocess
import sys

import fairlead

HEAVY = ("pyarrow", "duckdb", "numpy", "rich", "typer", "jinja2", "rapidfuzz", "typst", "python_calamine", "hypothesis")


def test_importing_the_package_loads_no_library_and_no_room():
    code = "import sys, fairlead; print(*sorted(m.partition('.')[0] for m in sys.modules), *sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded & set(HEAVY) == set()
    assert {m for m in loaded if m.startswith("fairlead.")} == {"fairlead.errors"}


def test_what_is_public_can_be_had_and_nothing_else_is_shown():
    assert dir(fairlead) == sorted(fairlead.__all__)
    for name in fairlead.__all__:
        assert getattr(fairlead, name) is not None
    assert fairlead.open.__doc__
    assert len(fairlead.__all__) <= 14


def test_a_name_that_is_not_public_is_an_attribute_error():
    assert not hasattr(fairlead, "nonsense")
