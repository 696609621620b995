import ast
import sys
from pathlib import Path

import pytest

import fairlead
from fairlead.engine.code import _file_of, _hash_of, _imports, _read, code_hash, library_versions
from fairlead.flow import FLOW


@pytest.fixture
def module(tmp_path):
    """Write a module and hash a function of it, as a new process would."""

    def hash_of(source, **beside):
        for name, text in beside.items():
            (tmp_path / name.replace("_csv", ".csv")).write_text(text)
        path = tmp_path / "module.py"
        path.write_text(source)
        forget()
        return _hash_of(str(path), "f")

    def forget():
        _hash_of.cache_clear()
        _read.cache_clear()

    yield hash_of
    forget()


def test_the_hash_changes_with_the_source_and_with_data_beside_it(module):
    first = module("def f(): return 1\n")
    assert module("def f(): return 1\n") == first
    assert module("def f(): return 2\n") != first
    assert module("def f(): return 1\n", table_csv="a\n") != first
    assert module("def f(): return 1\n", notes_txt="not read by code") == module("def f(): return 1\n")


def test_every_kernel_stands_on_its_module_and_all_that_imports_however_deep():
    for step in FLOW:
        source = sys.modules[step.kernel.__module__].__file__
        seen, waiting = set(), [source]
        while waiting:
            path = str(waiting.pop())
            if path not in seen:
                seen.add(path)
                waiting += _imports(Path(path).read_bytes())
        assert any(path.endswith("base/tables.py") for path in seen), step.name
        assert any(path.endswith("fairlead/errors.py") for path in seen), step.name
        assert not any("/case/" in path or "/cli/" in path for path in seen), step.name


def parsed_imports(source):
    """The names that Python itself finds imported."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def test_no_import_of_any_module_is_missed():
    for path in Path(fairlead.__file__).parent.rglob("*.py"):
        source = path.read_bytes()
        ours = {n for n in parsed_imports(source) if n.startswith("fairlead.")}
        assert {p for n in ours if (p := _file_of(n))} <= set(_imports(source)), path


@pytest.mark.parametrize(
    "source",
    [
        "from fairlead.base import ids",
        "from fairlead.base.ids import (  # why (this) one\n    content_id,\n    say_key as said,\n)",
        "import os, fairlead.base.ids as ids",
        "if True: from fairlead.base import ids",
        "x = 1; import fairlead.base.ids",
        "def f():\n    from fairlead.base \\\n        import ids",
        "from fairlead.base import(ids)",
    ],
)
def test_an_import_is_found_however_it_is_written(source):
    assert any(path.name == "ids.py" for path in _imports(source.encode()))


def test_different_functions_of_one_module_have_different_hashes():
    assert code_hash(library_versions) != code_hash(code_hash)


def test_a_function_without_a_source_file_has_no_hash():
    scope = {}
    exec("def f(): return 1", scope)
    assert code_hash(scope["f"]) is None
