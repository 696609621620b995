"""The floors hold: imports go down a floor or stay in the room, and the ground floor touches nothing outside."""

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "fairlead"
FLOORS = {
    "errors": 0, "base": 0,
    "tracks": 1, "imagery": 1, "identity": 1, "events": 1, "trips": 1, "ledger": 1, "statements": 1,
    "formats": 2, "engine": 2, "simulate": 2, "flow": 2,
    "case": 3, "testing": 3,
    "report": 4, "__init__": 4,
    "web": 5, "cli": 6, "__main__": 7,  # the page hands reports out; the command line opens every other door
}  # fmt: skip
WORLD = {
    "os",
    "io",
    "pathlib",
    "shutil",
    "socket",
    "subprocess",
    "logging",
    "urllib",
    "http",
    "time",
    "random",
    "tempfile",
    "duckdb",
}


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE).parts
        yield path, inside[0] if len(inside) > 1 else path.stem


@cache
def nodes(path):
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imports(path):
    found = []
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports from the package's name"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return found


def package_imports():
    for path, room in modules():
        for name in imports(path):
            parts = name.split(".")
            if parts[0] == "fairlead" and len(parts) > 1 and parts[1] in FLOORS:
                yield path, room, parts[1]


def test_every_room_has_a_floor():
    assert {room for _, room in modules()} - set(FLOORS) == set()


def test_imports_go_down_one_way():
    bad = [
        f"{path.name}: {room} imports {other}"
        for path, room, other in package_imports()
        if other != room and FLOORS[other] >= FLOORS[room] and "errors" not in (room, other)
    ]
    assert bad == []


def test_rooms_of_the_first_floor_meet_in_tables_not_in_imports():
    bad = [f"{p.name}: {a} imports {b}" for p, a, b in package_imports() if FLOORS[a] == FLOORS[b] == 1 and a != b]
    assert bad == []


def test_the_two_lower_floors_touch_no_file_clock_or_network():
    bad = [
        f"{path.name}: {name}"
        for path, room in modules()
        if FLOORS[room] <= 1
        for name in imports(path)
        if name.split(".")[0] in WORLD
    ]
    assert bad == []


def test_the_two_lower_floors_read_no_clock_and_open_nothing():
    calls = {"open", "print", "input"}
    now = {"now", "utcnow", "today"}
    bad = []
    for path, room in modules():
        if FLOORS[room] > 1:
            continue
        for node in nodes(path):
            if isinstance(node, ast.Call):
                f = node.func
                if (isinstance(f, ast.Name) and f.id in calls) or (isinstance(f, ast.Attribute) and f.attr in now):
                    bad.append(f"{path.name}:{node.lineno}")
    assert bad == []
