# Juanzong: every command a person or a machine needs. `make help` lists them.
PYTHON ?= python3
VENV ?= .venv
export VENV
BIN := $(VENV)/bin
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run dev test lint format bench soak lock upgrade messages clean setup setup-dev

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: setup messages ## set everything up, load a demo company and serve http://127.0.0.1:8000
	@JUANZONG_DEMO=1 $(BIN)/juanzong serve --demo $(ARGS)

test: setup-dev ## set up and pass all tests, on SQLite and PostgreSQL (ARGS="tests/ledger -k seal" narrows)
	@$(BIN)/python -m tools.run_tests $(ARGS)

lint: setup-dev ## ruff, mypy, import order, translations
	@$(BIN)/python -m tools.run_checks

format: setup-dev ## put code and templates in order
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet . ; $(BIN)/python -m tools.templates format

bench: setup-dev messages ## measure speed and memory (ARGS="--customers 10000" for a short run)
	@$(BIN)/python -m bench $(ARGS)

soak: setup-dev ## the long tests: a thousand kills, hours of requests
	@$(BIN)/python -m tools.run_tests --soak $(ARGS)

messages: setup ## compile the translations
	@if [ -f tools/messages.py ]; then $(BIN)/python tools/messages.py compile; fi

lock: setup-dev ## write the lock files anew from pyproject.toml
	@UV=$(BIN)/uv tools/lock.sh

upgrade: setup-dev ## the same with the newest versions allowed
	@LOCK_FLAGS=--upgrade UV=$(BIN)/uv tools/lock.sh

clean: ## remove what was built; data/ and keys/ stay
	@rm -rf $(VENV) build test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} + ; find src -name '*.mo' -delete ; rm -rf src/*.egg-info

setup: # only the virtual environment for use
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found. Install Python 3.11 or later, or name one: PYTHON=/path/to/python3 make run"; exit 1; }
	@$(PYTHON) tools/prepare.py run

setup-dev: # the virtual environment with what tests need
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found. Install Python 3.11 or later, or name one: PYTHON=/path/to/python3 make test"; exit 1; }
	@$(PYTHON) tools/prepare.py dev
