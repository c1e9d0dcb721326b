# Sidebar: `make run` starts the chat, `make test` runs every test. Both set up what they need.
# Progress goes to the terminal; logs of the processes to var/logs/.

SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV_VERSION := 0.13.8
# The wheels and the index that pip is told to use are given to uv too; without such wheels, torch comes as its CPU build.
EXTRA_WHEELS = $(shell echo $${UV_FIND_LINKS:-$${PIP_FIND_LINKS:-$$($(PYTHON) -m pip config get global.find-links 2>/dev/null)}} | tr ' ' ',')
INDEX = $(shell echo $${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(PYTHON) -m pip config get global.index-url 2>/dev/null)}})
UV = UV_FIND_LINKS="$(EXTRA_WHEELS)" $(if $(INDEX),UV_DEFAULT_INDEX="$(INDEX)") VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(BIN)/uv
TORCH = $(if $(strip $(EXTRA_WHEELS)),,--torch-backend cpu)

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint types train evaluate lock migration clean

help:  ## show what can be done
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(READY)  ## make the virtual environment, install what is locked, train what is missing
	@$(BIN)/sidebar train

run: setup  ## start every process and print the address
	@$(BIN)/sidebar run

test: setup  ## run every test (browser and database servers come from packages)
	@scripts/browser || true
	@$(BIN)/python -m pytest

check: $(READY)  ## style, types, data
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sidebar corpus check --quiet
	@$(BIN)/sidebar utterances check

train: $(READY)  ## build the models again
	@$(BIN)/sidebar train --force

lock: $(READY)  ## write requirements.lock from pyproject.toml and requirements-overrides.txt
	@scripts/lock $(UV)

migration: $(READY)  ## start a database migration: make migration name="add …"
	@$(BIN)/python -m conversations.migrations "$(name)"

clean:  ## remove the environment, models and logs (the database stays)
	rm -rf $(VENV) var/models var/cache var/logs

# The environment is ready when the lock, and nothing else, is installed in it.
$(READY): requirements.lock pyproject.toml
	@scripts/venv "$(PYTHON)" "$(VENV)" "$(UV_VERSION)"
	@echo "  installing locked packages (torch, Rasa and 260 more; a few minutes without a cache) …"
	@$(UV) pip sync --verify-hashes --compile-bytecode $(TORCH) requirements.lock
	@$(UV) pip install --quiet --no-deps --editable .
	@touch $@
