# `make` or `make help` lists what there is to do.
.DEFAULT_GOAL := help
.PHONY: help run test test-postgresql lint types format lock bench bench-form bench-sync chaos pictures frontend clean

# Extra words for the tool behind a target: make test ARGS="-k scoring", make run ARGS="--port 8100"
ARGS ?=

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start Assess with a demonstration country on http://127.0.0.1:8000
	@tools/environment runtime
	@exec .venv/bin/assess run --demo $(ARGS)

test: ## Install what the tests need, and run them all
	@tools/system_packages
	@tools/environment dev
	.venv/bin/python -m pytest -n 3 $(ARGS)

test-postgresql: ## Run all tests on PostgreSQL; .ci/run has time for the most of them
	@ASSESS_TEST_DATABASE=postgresql $(MAKE) --no-print-directory test

lint: ## Look for faults of style in code and templates
	@tools/environment dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/djlint --lint --quiet templates
	.venv/bin/python tools/catalogue.py check

types: ## Check the types
	@tools/environment dev
	.venv/bin/mypy $(ARGS)

format: ## Lay out the code as the linter wants it
	@tools/environment dev
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

lock: ## Resolve the packages anew; ARGS=--upgrade takes the newest
	@LOCK_OPTIONS="$(ARGS)" tools/lock

bench: ## Measure; each benchmark prints a table with a ratio
	@tools/environment dev
	@for file in bench/[a-z]*.py; do echo "== $$file"; .venv/bin/python "$$file" $(ARGS) || exit 1; done

bench-form: bench/form/node_modules/.package-lock.json ## Measure the on-site page beside its peers (needs Node 20)
	@tools/environment dev
	@.venv/bin/python bench/form/checklist.py bench/form/build/data
	@node bench/form/build.mjs
	@node bench/form/measure.mjs $(ARGS)

bench/form/node_modules/.package-lock.json: bench/form/package-lock.json
	@command -v npm >/dev/null || { echo "The peers are built with Node 20 or newer and its npm; install them first." >&2; exit 1; }
	cd bench/form && npm ci --no-audit --no-fund

bench-sync: ## Measure how fast visits come in, beside a minimal receiver
	@tools/environment dev
	@.venv/bin/python bench/sync/measure.py $(ARGS)

chaos: ## Run every fault test as long as the promises ask; ARGS="--share 0.02" runs each shortly
	@tools/system_packages
	@tools/environment dev
	.venv/bin/python tools/chaos.py $(ARGS)

pictures: ## Take the pictures in README.md from the real pages
	@tools/system_packages
	@tools/environment dev
	.venv/bin/python tools/pictures.py

frontend: frontend/node_modules/.package-lock.json ## Build assess/static/dist from frontend/ (needs Node 20)
	cd frontend && npm run --silent build

frontend/node_modules/.package-lock.json: frontend/package-lock.json
	@command -v npm >/dev/null || { echo "The front end is built with Node 20 or newer and its npm; install them first." >&2; exit 1; }
	cd frontend && npm ci --no-audit --no-fund

clean: ## Delete the environment and what tools left; instance/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov build dist frontend/node_modules bench/form/build bench/form/node_modules
	find assess tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +
