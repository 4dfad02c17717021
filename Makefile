# Every task of the project, each one the command that CI runs too. `make` lists them.

VENV    ?= .venv
PYTHON  ?= python3
WORKERS ?= 2

BIN       := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Bytecode is kept whatever the environment says: each of the processes that tests start would compile all of it again.
PYTEST    := env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest

.DEFAULT_GOAL := help
.PHONY: help quick test thorough check golden schema bench e2e site format clean

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# A new virtual environment when there is none, and a new install when the dependencies change.
$(INSTALLED): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

# What a change of the expansion, the charts or the template language breaks first; starts no other program.
QUICK := tests/parity tests/api/test_load.py tests/api/test_names.py tests/types/test_coercion.py tests/goyaml/test_parse.py \
  tests/gotemplate/test_template.py tests/test_merge.py tests/test_values.py tests/test_ways_in.py tests/test_samples.py

quick: $(INSTALLED) ## the tests to run after each change, in about ten seconds
	$(PYTEST) -n $(WORKERS) -q -m "not thorough" $(QUICK)

test: $(INSTALLED) ## the tests that need no cluster, in about a minute
	$(PYTEST) -n $(WORKERS) -m "not e2e and not thorough"

thorough: $(INSTALLED) ## the others that need no cluster, and properties with all their examples
	$(PYTEST) -n $(WORKERS) -m "(thorough or hypothesis) and not e2e"

check: $(INSTALLED) ## lint, formatting, types, and whether generated files are up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python scripts/generate_spec.py --check
	$(BIN)/python scripts/generate_flags.py --check
	$(BIN)/python scripts/generate_docs.py --check
	$(BIN)/python scripts/generate_presets.py --check
	$(BIN)/python scripts/generate_schema.py --check
	$(BIN)/python scripts/generate_completion.py --check
	@if command -v go >/dev/null; then echo $(BIN)/python scripts/generate_types.py --check; \
	  $(BIN)/python scripts/generate_types.py --check; else echo "generate_types.py --check needs Go: left out"; fi

golden: $(INSTALLED) ## rewrite the expected outputs (then read `git diff`)
	$(PYTEST) -n $(WORKERS) -m "not e2e" --update-golden

schema: $(INSTALLED) ## rewrite the generated files: schema, tables of fields, presets, the children's types (needs Go)
	$(BIN)/python scripts/generate_spec.py
	$(BIN)/python scripts/generate_flags.py
	$(BIN)/python scripts/generate_docs.py
	$(BIN)/python scripts/generate_presets.py
	$(BIN)/python scripts/generate_schema.py
	$(BIN)/python scripts/generate_completion.py
	$(BIN)/python scripts/generate_types.py

bench: $(INSTALLED) ## the cost of one run, and of one ModelService of many, as ratios
	$(BIN)/python bench/bench.py

e2e: $(INSTALLED) ## the tests that talk to a real API server and real Helm (needs Go; the first run builds for 15 minutes)
	$(BIN)/python -m tests.e2e.build
	$(PYTEST) -n $(WORKERS) --dist worksteal -m e2e tests/e2e

site: $(INSTALLED) ## the documentation as a site in .cache/site; a dead link fails
	$(BIN)/python scripts/build_site.py

format: $(INSTALLED) ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the virtual environment and every cache
	rm -rf $(VENV) .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
