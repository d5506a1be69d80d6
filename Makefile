# `make up` needs Python 3.11 to 3.14, and a Pulumi CLI, a way to its official installer, or Go. Everything else it gets.

PYTHON ?= python3
PYTEST_ARGS ?= --numprocesses auto --dist loadfile --no-loadscope-reorder

BIN := .venv/bin
EXAMPLES := $(wildcard __main__.py examples/*/__main__.py)

.DEFAULT_GOAL := help
.PHONY: help setup up preview down cancel env test chaos fuzz bench docs lint format lock clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r name text; do printf '  make %-10s%s\n' "$$name" "$$text"; done

setup: ## Make .venv from the lock and get a Pulumi engine (the others do this first)
	@$(PYTHON) tools/prepare.py

up: setup ## Start the local stand-in and run `pulumi up --strict` on the quickstart
	@$(BIN)/python tools/quickstart.py up

preview: setup ## Show the SQL that `make up` would run
	@$(BIN)/python tools/quickstart.py preview

down: setup ## Destroy the quickstart and stop the stand-in
	@$(BIN)/python tools/quickstart.py down

cancel: setup ## Release the lock that a killed run has left
	@$(BIN)/python tools/quickstart.py cancel

env: setup ## Print the variables for pulumi, psql and the AWS CLI: eval "$(make -s env)"
	@$(BIN)/python tools/quickstart.py env

test: lint ## Lint, types and all tests
	$(BIN)/python -m pytest $(PYTEST_ARGS)

bench: setup ## Measure, about half an hour; BENCH="plan standin" for some of it (benchmarks/README.md)
	$(BIN)/python -m benchmarks $(BENCH)

docs: setup ## Write docs/reference/ anew from the docstrings, the command lines and the codes
	$(BIN)/python -m tools.docs

chaos: setup ## The long tests: every process killed at every moment, and at 200 points that seeds draw
	$(BIN)/python -m pytest -m chaos --numprocesses 2 tests

fuzz: setup ## Generated cases by the thousands; goes on where it was; FUZZ_PAIRS, FUZZ_EXPRESSIONS, FUZZ_TEXTS=100 for fewer
	FUZZ_PROGRESS=.state/fuzz $(BIN)/python -m pytest -m "not chaos" --numprocesses 2 --dist worksteal tests/fuzz

lint: setup ## Format check, lint, types, import layers
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m ruff check
	$(BIN)/python -m mypy
	@set -e; for program in $(EXAMPLES); do echo "mypy $$program"; $(BIN)/python -m mypy "$$program"; done
	$(BIN)/lint-imports

format: setup ## Format, and fix what can be fixed
	$(BIN)/python -m ruff check --fix
	$(BIN)/python -m ruff format

lock: setup ## Write requirements.lock anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock

clean: ## Stop the stand-in; remove .venv, .state and all caches of the tools
	@if [ -x $(BIN)/dsql-local ]; then DSQL_LOCAL_HOME=.state/dsql-local $(BIN)/dsql-local down || true; fi
	rm -rf .venv .state .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
