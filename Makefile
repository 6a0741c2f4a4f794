# agogopost. `make help` lists what there is.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup docs run demo drill nights watch seed job staff policy promote lint check units test alone contract-fuzz bench promises clients openapi data-map pins clean

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
STAMP := .venv/.installed
CLIENTS := .cache/clients/.installed
FUZZ := .cache/fuzz/.installed
BENCH := .cache/bench/.installed
CODE := main.py functions shared infra tests
# What is compiled once is not compiled again by each process that a run starts, whatever is set here.
export PYTHONDONTWRITEBYTECODE :=
# Files of tests over two processes, each of which starts a stack of its own when it needs one.
SPREAD := -n $(or $(PROCESSES),2) --dist loadfile --no-loadscope-reorder

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(STAMP) ## make the environment (done by the others when needed)

$(STAMP): requirements.txt tests/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Python 3.11 to 3.13 is needed: set PYTHON=/path/to/python3.12"; exit 1; }
	@command -v uv >/dev/null || test -x .cache/uv/bin/uv || { echo "fetching uv" >&2; \
	  $(PYTHON) -m venv .cache/uv || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }; \
	  .cache/uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); }
	@uv=$$(command -v uv || echo .cache/uv/bin/uv); echo "making .venv" >&2; \
	  test -x .venv/bin/python || $$uv venv --quiet --python $(PYTHON) .venv; \
	  $$uv pip sync --quiet --python .venv --require-hashes requirements.txt tests/requirements.txt
	@touch $@

# A place of their own, so that no tool decides which version of anything the product has.
$(CLIENTS): tests/clients/requirements.txt tests/clients/package.json tests/clients/package-lock.json | $(STAMP)
	@command -v npm >/dev/null || { echo "This needs npm: apt-get install npm"; exit 1; }
	@uv=$$(command -v uv || echo .cache/uv/bin/uv); echo "making .cache/clients" >&2; \
	  mkdir -p .cache/clients && cp tests/clients/package.json tests/clients/package-lock.json .cache/clients/; \
	  test -x .cache/clients/venv/bin/python || $$uv venv --quiet --python $(PYTHON) .cache/clients/venv; \
	  $$uv pip sync --quiet --python .cache/clients/venv --require-hashes tests/clients/requirements.txt
	@npm ci --prefix .cache/clients --loglevel=error --ignore-scripts --no-audit --no-fund
	@touch $@

# What tries the API has an environment of its own: it shares packages with ours, in other versions.
$(FUZZ): tests/fuzz/requirements.txt | $(STAMP)
	@uv=$$(command -v uv || echo .cache/uv/bin/uv); echo "making .cache/fuzz" >&2; \
	  test -x .cache/fuzz/bin/python || $$uv venv --quiet --python $(PYTHON) .cache/fuzz; \
	  $$uv pip sync --quiet --python .cache/fuzz --require-hashes tests/fuzz/requirements.txt
	@touch $@

# So has what detection is compared with.
$(BENCH): tests/bench/requirements.txt | $(STAMP)
	@uv=$$(command -v uv || echo .cache/uv/bin/uv); echo "making .cache/bench" >&2; \
	  test -x .cache/bench/bin/python || $$uv venv --quiet --python $(PYTHON) .cache/bench; \
	  $$uv pip sync --quiet --python .cache/bench --require-hashes tests/bench/requirements.txt
	@touch $@

# --ignore-scripts: one of the packages would report the install to its maker.
docs: ## install the pages behind GET /docs (needs npm)
	@test -d .cache/docs/node_modules/swagger-ui-dist || { command -v npm >/dev/null \
	  || { echo "GET /docs needs npm: apt-get install npm"; exit 0; }; \
	  mkdir -p .cache/docs && cp infra/local/tools/docs/package.json infra/local/tools/docs/package-lock.json .cache/docs/ \
	  && npm ci --prefix .cache/docs --loglevel=error --ignore-scripts --no-audit --no-fund \
	  || echo "GET /docs could not be installed; everything else works"; }

run: $(STAMP) docs ## start the whole stack on 127.0.0.1; Ctrl-C stops it (PORT_BASE, REGIONS, RATE_LIMITS=off, EMULATORS)
	@exec $(BIN)/python -m infra.local.stack.run

demo: $(STAMP) ## start the stack, walk the main job with progress, stop it (EMULATORS=embedded or google)
	@exec $(BIN)/python -m infra.local.demo.run

drill: $(STAMP) ## restore a backup on a stack of its own: nothing that was stopped may live again
	@exec $(BIN)/python -m infra.local.drills.restore

nights: $(STAMP) ## two years of people who stay away, measured on a stack of its own: make nights PEOPLE=300 [REGIONS=eu,us,asia]
	@exec $(BIN)/python -m infra.local.drills.nights --people "$(PEOPLE)"

watch: $(STAMP) ## a day of followed parcels, measured on a stack of its own: make watch FOLLOWS=300 [REGIONS=eu,us,asia]
	@exec $(BIN)/python -m infra.local.drills.watch --follows "$(or $(FOLLOWS),1000)"

seed: ## fill a running stack with invented people: make seed PEOPLE=1000 [REGION=eu] [SEED=1]
	@test -x $(BIN)/python || { echo "No stack was ever started here: make run"; exit 1; }
	@exec $(BIN)/python -m infra.local.seed.run --people "$(PEOPLE)" $(if $(REGION),--region "$(REGION)") $(if $(SEED),--seed "$(SEED)")

job: ## call a scheduled function of a running stack: make job NAME=anonymise_nightly [REGION=eu] [AT=...] [DRY=1]
	@test -x $(BIN)/python || { echo "No stack was ever started here: make run"; exit 1; }
	@exec $(BIN)/python -m infra.local.tools.job --name "$(NAME)" $(if $(REGION),--region "$(REGION)") $(if $(AT),--at "$(AT)") $(if $(DRY),--dry-run)

staff: ## print a token of the operator's staff of a running stack: make staff [ROLE=support]
	@test -x $(BIN)/python || { echo "No stack was ever started here: make run" >&2; exit 1; }
	@exec $(BIN)/python -m infra.local.tools.staff $(if $(ROLE),--role "$(ROLE)")

policy: $(STAMP) ## freeze the next version of the privacy policy: make policy FILE=draft.toml [CHECK=1]
	@exec $(BIN)/python -m infra.local.tools.policy --file "$(FILE)" $(if $(CHECK),--check)

promote: $(STAMP) ## have the next release send a promotion to who agreed: make promote FILE=offer.toml [CHECK=1]
	@exec $(BIN)/python -m infra.local.tools.promote --file "$(FILE)" $(if $(CHECK),--check)

lint: $(STAMP) ## format, lint, types, import rules
	@$(BIN)/ruff format --check --quiet $(CODE)
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/mypy --no-error-summary $(CODE)
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo

check: $(STAMP) ## lint and unit tests, side by side: about a minute
	@$(MAKE) --no-print-directory -j 2 lint units

units: $(STAMP)
	@HYPOTHESIS_PROFILE=check $(BIN)/pytest -q $(SPREAD) -m "not stack" tests/unit tests/contract

test: lint $(BENCH) ## all tests, on Google's emulators where they are installed (PROCESSES=2)
	@$(BIN)/pytest -q $(SPREAD)

contract-fuzz: $(STAMP) $(FUZZ) ## try the described API on a stack of its own, as a visitor and as a person: make contract-fuzz [SECONDS=500] [SEED=1]
	@exec $(BIN)/python -m tests.fuzz.run $(if $(SECONDS),--seconds "$(SECONDS)") $(if $(SEED),--seed "$(SEED)")

alone: $(STAMP) ## run each file of tests, and each unit test, alone, and unit tests in a random order [SEED=7] [STACK=1]
	@HYPOTHESIS_PROFILE=check $(BIN)/python -m tests.alone $(if $(SEED),--seed "$(SEED)") $(if $(STACK),--stack)

faults: $(STAMP) ## kill the workers of deletions and nightly runs fifty times (KILLS=50)
	@KILLS=$(or $(KILLS),50) $(BIN)/pytest -q tests/faults/test_killed.py

bench: $(STAMP) $(BENCH) ## what the service costs, against plain programs that protect nothing: a table [ONLY=http] [TINY=1]
	@GRPC_VERBOSITY=NONE exec $(BIN)/python -m tests.bench.run $(if $(ONLY),--only "$(ONLY)") $(if $(TINY),--tiny)

promises: $(STAMP) ## show which promises hold (JSON=1 for machines)
	@exec $(BIN)/python -m tests.promises.report $(if $(JSON),--json)

clients: $(CLIENTS) ## generate clients of the API, check and use them: TypeScript, Python, Kotlin, Swift
	@$(BIN)/pytest -q tests/clients

openapi: $(STAMP) ## write the API description anew; refuses what would break clients (BREAKING=yes)
	@BREAKING=$(BREAKING) $(BIN)/python -m infra.local.tools.openapi

data-map: $(STAMP) ## write down anew what is held, as GET /v1/data-map shows it
	@exec $(BIN)/python -m infra.local.tools.data_map

pins: ## resolve the five requirements.txt anew from pyproject.toml
	@uv=$$(command -v uv || echo .cache/uv/bin/uv); \
	  $$uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	    --custom-compile-command "make pins" --output-file requirements.txt; \
	  $$uv pip compile --group dev --quiet --universal --python-version 3.11 --generate-hashes \
	    --constraints requirements.txt --custom-compile-command "make pins" --output-file tests/requirements.txt; \
	  $$uv pip compile --group clients --quiet --universal --python-version 3.11 --generate-hashes \
	    --custom-compile-command "make pins" --output-file tests/clients/requirements.txt; \
	  $$uv pip compile --group fuzz --quiet --universal --python-version 3.11 --generate-hashes \
	    --custom-compile-command "make pins" --output-file tests/fuzz/requirements.txt; \
	  $$uv pip compile --group bench --quiet --universal --python-version 3.11 --generate-hashes \
	    --custom-compile-command "make pins" --output-file tests/bench/requirements.txt

clean: ## remove what was made here
	@rm -rf .venv .cache
