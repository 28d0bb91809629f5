# Two commands: `make ask` answers a question, `make test` runs the tests.
# Each sets up what it needs in .venv on its first run.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
Q ?= who replaced Lin?

.PHONY: ask test test-opensearch lint format benchmark clean

ask: $(VENV)/.ready
	@$(BIN)/quoth ask "$(Q)"

test: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -n auto --dist loadfile

# Three nodes of OpenSearch on loopback, fetched by Maven on the first run.
test-opensearch: $(VENV)/.ready-dev
	@TEST_OPENSEARCH=1 $(BIN)/python -m pytest tests/opensearch

lint: $(VENV)/.ready-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/.ready-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

benchmark: $(VENV)/.ready-dev
	@$(BIN)/pip install --quiet -e '.[benchmarks]'
	@$(BIN)/python -m tests.benchmarks.cold_start
	@$(BIN)/python -m tests.benchmarks.indexing
	@$(BIN)/python -m tests.benchmarks.engines

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Quoth needs Python 3.11 or later, $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.ready: $(VENV)/.python pyproject.toml
	@echo "Setting up (once) …" >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@$(BIN)/python -m compileall -q bot retrieval
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.python pyproject.toml
	@echo "Setting up for development (once) …" >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@$(BIN)/python -m compileall -q bot retrieval
	@touch $@ $(VENV)/.ready
