# Every target sets up what it needs, from nothing but Python 3.11 or newer, pip and apt.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV ?= .venv
# the first interpreter that is new enough
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
    $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := $(VENV)/bin
# a leftover setting of a shell must not decide what a test sees
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHON

SAMPLE ?= samples/watch-back-new-scratch
SETS ?= ../shared/bench/rendered ../shared/bench/real

.PHONY: help demo test check format dev lock language golden figure notebooks bench app clean

help:  ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.installed: requirements.lock pyproject.toml scripts/setup-system.sh
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found." >&2; exit 1; }
	@scripts/setup-system.sh
	test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

dev: $(VENV)/.installed  ## set up everything for working on the code
	@scripts/setup-system.sh tests
	@echo "Ready: $(BIN)/condition --help"

demo: $(VENV)/.installed  ## compare a sample pair and say where the report is
	@code=0; $(BIN)/condition compare $(SAMPLE)/before.jpg $(SAMPLE)/after.jpg --out out/demo || code=$$?; \
	if [ $$code -gt 1 ]; then exit $$code; fi; \
	echo; echo "The report: file://$(CURDIR)/out/demo/report.html"

test: $(VENV)/.installed  ## run all tests
	@scripts/setup-system.sh tests
	$(BIN)/python -m pytest

check: $(VENV)/.installed  ## formatting, lint, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) test

format: $(VENV)/.installed  ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.installed  ## choose the newest versions that pyproject.toml allows (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --group dev --no-emit-index-url \
	    --custom-compile-command "make lock" --upgrade --quiet pyproject.toml --output-file requirements.lock

language: $(VENV)/.installed  ## collect all sentences for the translators, and compile what they wrote
	$(BIN)/python scripts/make_language.py

golden: $(VENV)/.installed  ## rewrite the expected pictures and findings; look at the change before committing it
	UPDATE_GOLDEN=1 $(BIN)/python -m pytest tests/golden

figure: $(VENV)/.installed  ## draw the pictures of README.md and ARCHITECTURE.md from a sample; look at them before committing them
	$(BIN)/python scripts/make_example.py
	$(BIN)/python scripts/make_method_figure.py

notebooks: $(VENV)/.installed  ## execute the notebooks, from the Python form of each
	$(BIN)/python scripts/execute_notebooks.py

bench: $(VENV)/.installed  ## accuracy on SETS="folder..." and speed
	$(BIN)/python benchmarks/accuracy.py $(SETS)
	$(BIN)/python benchmarks/speed.py

app: $(VENV)/.installed  ## open the viewer in a browser
	$(BIN)/condition app

clean:  ## remove what the tools made
	rm -rf out build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
