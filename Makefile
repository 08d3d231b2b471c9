# Every target builds its environment the first time: core and each folder of plugins/, editable.
PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
PLUGINS := $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
INSTALL  = PIP_CONSTRAINT=$(abspath constraints.txt) $(BIN)/python -m pip install --quiet --disable-pip-version-check
READY   := $(VENV)/ready
CAMPAIGNS := tttt-covid-2021 vinh-phuc-2021-2025 nong-thon-moi-2016-2020 sau-linh-vuc-2021 vpcp-covid-2021

.DEFAULT_GOAL := help
.PHONY: help demo test check bench spark parity docs clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

$(READY): pyproject.toml constraints.txt $(addsuffix /pyproject.toml,$(PLUGINS))
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@echo "preparing $(VENV) (once) …"
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) -e '.[test,check,docs]' $(foreach plugin,$(PLUGINS),-e $(plugin))
	@touch $@

$(VENV)/ready-spark: $(READY)
	@$(INSTALL) -e '.[spark]'
	@touch $@

$(VENV)/ready-bench: $(READY)
	@$(INSTALL) -e '.[bench]'
	@$(BIN)/python benchmarks/bench_feel.py --set-up
	@touch $@

demo: $(READY) ## score the illustrative submissions of the five campaigns, and decide each cohort
	@$(BIN)/thiduascore score vpcp-covid-2021 rulesets/vpcp-covid-2021/submissions/vu-c.toml --explain vu-c
	@set -e; for campaign in $(CAMPAIGNS); do \
	  echo; echo "=== $$campaign"; echo; \
	  $(BIN)/thiduascore rank $$campaign rulesets/$$campaign/submissions --brief 2>/dev/null || test $$? -eq 1; \
	done
	@echo
	@echo "Some of these files are broken on purpose, to show how that is reported; rank itself leaves with 1 because of them."
	@echo "Without --brief, rank says of every unit why it stands where it does, and why not the next better place, level and award."

test: $(READY) ## run all tests
	@$(BIN)/python -m pytest --numprocesses auto

check: $(READY) ## lint and type-check
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: $(VENV)/ready-bench ## measure every claim of speed
	@set -e; for file in benchmarks/bench_*.py; do $(BIN)/python "$$file"; done

spark: $(VENV)/ready-spark ## install what tests on Apache Spark need; they also need Java 17 or 21

parity: $(VENV)/ready-spark ## compare a million rulesets with units between all four ways of scoring
	@$(BIN)/python -m tests.parity --pairs 1000000 --spark

docs: $(READY) ## write docs/reference/, and renew what commands print in the other pages
	@$(BIN)/python -m thiduascore.cli.pages docs/reference
	@REWRITE=1 $(BIN)/python -m pytest --quiet tests/test_docs.py -k word_by_word

clean: ## remove the environment and everything that was built
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find src tests plugins -name __pycache__ -type d -prune -exec rm -rf {} +
