.DEFAULT_GOAL := help
.PHONY: help studio test check bench eval lock clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
UV := $(BIN)/uv pip
FIND_LINKS := $(if $(PIP_FIND_LINKS),--find-links "$(PIP_FIND_LINKS)")

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

studio: $(VENV)/.ready ## set up, then start the studio (Ctrl-C stops it)
	@exec $(BIN)/dataforge studio $(ARGS)

test: $(VENV)/.ready ## set up, then run the whole test suite
	$(BIN)/pytest $(ARGS)

check: $(VENV)/.ready ## lint, format, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready ## measure the table engine; docs/benchmarks.md says how
	$(BIN)/python -m tests.benchmarks $(ARGS)

eval: $(VENV)/.ready ## measure the agents on prompts with reference schemas
	$(BIN)/python -m tests.evaluation $(ARGS)

lock: $(VENV)/.ready ## resolve requirements.lock again
	$(UV) compile -q --upgrade --extra dev pyproject.toml --no-header --no-annotate $(FIND_LINKS) -o requirements.lock

clean: ## remove the virtual environment, caches and the local workspace
	rm -rf $(VENV) .dataforge .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.ready: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"Python 3.11 or newer is needed, this is {v.major}.{v.minor}: set PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No virtual environment could be made: install python3-venv, or set PYTHON." >&2; exit 1; }
	@echo "Setting up $(VENV) from requirements.lock"
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@VIRTUAL_ENV=$(VENV) $(UV) sync -q --compile-bytecode $(FIND_LINKS) requirements.lock
	@VIRTUAL_ENV=$(VENV) $(UV) install -q --no-deps --editable . uv==$(UV_VERSION)
	@touch $@
