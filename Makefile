# Two commands need nothing but Python 3.11: they set up the rest themselves (scripts/setup).
.PHONY: demo test check page bench faults fuzz lock sbom audit clean

demo:            ## build the bundled real case, print the answer, say what to do next
	@scripts/setup
	@.venv/bin/fairlead demo

page:            ## the page of the workspace, which `fairlead serve` shows; asks npm's registry once
	@scripts/setup
	@scripts/page

test: check      ## every test, the floors and the types; those in a browser too, where the page can be built
	@scripts/page check || echo "page: not built, so the tests in a browser are skipped and say so" >&2
	@.venv/bin/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check:           ## style and types
	@scripts/setup dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

bench:           ## the speed and size figures of docs/benchmarks.md
	@scripts/setup dev
	@.venv/bin/python -m benchmarks

faults:          ## kill, fill the disk, cut the power, take rights away, race: 10,000 seeded rounds (docs/reliability.md)
	@scripts/setup dev
	@.venv/bin/python -m benchmarks faults --rounds 10000

fuzz:            ## every reader of strangers' bytes, a minute each (docs/reliability.md)
	@scripts/setup dev
	@.venv/bin/python -m benchmarks fuzz --seconds 60

lock:            ## resolve the dependencies anew; needs uv; no URL goes into the files
	uv pip compile pyproject.toml --group build --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --no-annotate -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --no-annotate -q -o requirements-dev.lock

sbom:            ## the bill of materials and the table of licences, from the locks
	@scripts/setup dev
	@.venv/bin/python scripts/sbom.py

audit:           ## known faults of what is locked, where a database of them can be reached
	@scripts/audit

clean:           ## what was installed and built here
	rm -rf .venv page/node_modules fairlead/web/static .mypy_cache .ruff_cache .pytest_cache .hypothesis dprk-oil-2024 artefacts
