# Every target builds its environment the first time: core and each folder of plugins/, editable.
PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
PLUGINS := $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
INSTALL  = PIP_CONSTRAINT=$(abspath constraints.txt) $(BIN)/python -m pip install --quiet --disable-pip-version-check
READY   := $(VENV)/ready
DEMO    := rulesets/tttt-covid-2021

.DEFAULT_GOAL := help
.PHONY: help demo test check bench docs clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

$(READY): pyproject.toml constraints.txt $(addsuffix /pyproject.toml,$(PLUGINS))
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@echo "preparing $(VENV) (once) …"
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) -e '.[test,check,docs]' $(foreach plugin,$(PLUGINS),-e $(plugin))
	@touch $@

$(VENV)/ready-bench: $(READY)
	@$(INSTALL) -e '.[bench]'
	@touch $@

demo: $(READY) ## score the first campaign's illustrative submissions
	@$(BIN)/thiduascore score $(DEMO) $(DEMO)/submissions/don-vi-a.toml >/dev/null
	@$(BIN)/thiduascore score $(DEMO) $(DEMO)/submissions || test $$? -eq 1
	@echo "Three of these files are broken on purpose, to show how that is reported: score itself leaves with 1 because of them."

test: $(READY) ## run all tests
	@$(BIN)/python -m pytest --numprocesses auto

check: $(READY) ## lint and type-check
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: $(VENV)/ready-bench ## measure every claim of speed
	@set -e; for file in benchmarks/bench_*.py; do $(BIN)/python "$$file"; done

docs: $(READY) ## write docs/reference/, and renew what commands print in the other pages
	@$(BIN)/python -m thiduascore.cli.pages docs/reference
	@REWRITE=1 $(BIN)/python -m pytest --quiet tests/test_docs.py -k word_by_word

clean: ## remove the environment and everything that was built
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find src tests plugins -name __pycache__ -type d -prune -exec rm -rf {} +
