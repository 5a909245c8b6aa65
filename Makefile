# `make help` lists what there is; each line below is documented after its `##`.
.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

CANDOR := .venv/bin/candor
BIN := .venv/bin
PYTHON_SOURCES := api functions mlops tests
# Tests of the whole product and of its API: about half of the time that tests take.
SERVED := tests/e2e tests/http
# Runs on readers' machines, on older Pythons than ours.
PUBLISHED := frontend/public/verify.py frontend/public/candor_client.py

.PHONY: help setup up down status logs reset installed test test-served test-parts test-page check verify audit live-hour format lock bench openapi \
	monitoring lambda-package vercel-build compose-env compose-up compose-check compose-logs compose-down images docker

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what the lock files name and build the page
	@mlops/local/setup.sh

up: setup ## Start everything here; Ctrl-C stops it (CANDOR_PORT, CANDOR_MODE, CANDOR_HISTORY)
	@$(CANDOR) up

down: installed ## Stop what `make up` started
	@$(CANDOR) down

status: installed ## Ask every service whether it is well
	@$(CANDOR) status

logs: installed ## Show what the services wrote (SERVICE=api for one, FOLLOW=1 to go on)
	@$(CANDOR) logs $(SERVICE) $(if $(FOLLOW),--follow)

reset: installed ## Delete all local state: databases, ledger, models, secrets, logs
	@$(CANDOR) reset

installed:
	@[ -x $(CANDOR) ] || { echo "Candor is not installed here yet; run \`make up\`."; exit 1; }

test: setup ## Run the tests of both languages side by side; each part's output comes at its end
	@mlops/deployment/install_checks.sh
	@echo "Three parts side by side, ten minutes or more; what each says comes when it ends."
	@$(MAKE) --jobs=3 --output-sync=target test-served test-parts test-page

test-served: installed
	$(BIN)/pytest -m "not slow" $(SERVED)

test-parts: installed
	$(BIN)/pytest -m "not slow" $(SERVED:%=--ignore=%)

test-page: installed
	npm --prefix frontend test

check: setup ## Check format, lint, types, import contracts and generated files
	$(BIN)/ruff format --check $(PYTHON_SOURCES)
	$(BIN)/ruff check $(PYTHON_SOURCES)
	$(BIN)/mypy $(PYTHON_SOURCES)
	$(BIN)/ruff format --check --target-version py39 $(PUBLISHED)
	$(BIN)/ruff check --target-version py39 $(PUBLISHED)
	$(BIN)/mypy $(PUBLISHED)
	$(BIN)/lint-imports --config tests/architecture/imports.toml
	$(CANDOR) deploy check
	npm --prefix frontend run format:check
	npm --prefix frontend run lint
	npm --prefix frontend run typecheck
	$(BIN)/python -m mlops.release.preflight.page_budget
	$(BIN)/python -m functions.openapi | diff -u frontend/openapi.json - # else: make openapi
	npm --prefix frontend run generate:check
	$(CANDOR) config write --check
	$(CANDOR) config names
	$(CANDOR) monitoring write --check
	$(CANDOR) schedules check --plan hobby # else: candor schedules write
	@mlops/deployment/install_checks.sh
	@mlops/deployment/check_configuration.sh

verify: test check ## Run everything, the slow parts too
	$(BIN)/pytest -m slow

audit: setup ## Ask who keeps lists of known vulnerabilities; what could not be asked is no pass
	@mlops/deployment/install_checks.sh
	@$(CANDOR) deploy audit

live-hour: setup ## Wait for the next full hour of a live world on emulated venues, an hour at most
	CANDOR_LIVE_HOUR=issued $(BIN)/pytest tests/slow/test_live_hour.py

format: setup ## Format both languages
	$(BIN)/ruff format $(PYTHON_SOURCES)
	$(BIN)/ruff check --fix $(PYTHON_SOURCES)
	npm --prefix frontend run format

lock: setup ## Write the lock files in requirements/ anew from pyproject.toml
	@mlops/local/lock.sh

monitoring: ## Install Prometheus and Alertmanager, so that `make up` watches what it starts
	@mlops/monitoring/install.sh

bench: installed ## Measure the running stack: latency of reads, memory of each service
	@$(BIN)/python -m mlops.local.bench

compose-env: installed ## Write .env.compose: secrets and world for compose.yaml
	@$(BIN)/python -m mlops.local.compose_environment

docker:
	@docker compose version >/dev/null 2>&1 || { echo "Docker or its compose plugin is not installed here; see docs/containers.md, or run \`make up\`."; exit 1; }

compose-up: docker compose-env ## The same product in containers (docs/containers.md)
	@docker compose --env-file .env.compose up --build --detach

compose-check: installed ## Wait until the product in containers has issued a slot
	@$(BIN)/python -m mlops.deployment.await_product http://127.0.0.1:$(or $(CANDOR_PORT),8000)

compose-logs: docker ## Show what the containers wrote
	@docker compose --env-file .env.compose logs --no-color

compose-down: docker ## Stop the containers; their volumes are kept
	@docker compose --env-file .env.compose down

images: ## Build every image of this repository
	@mlops/deployment/build_images.sh

openapi: installed ## Write frontend/openapi.json and the page's API types anew
	$(BIN)/python -m functions.openapi >frontend/openapi.json
	npm --prefix frontend run generate

lambda-package: setup ## Build and weigh the Lambda function's package (docs/lambda.md)
	@$(BIN)/python -m mlops.deployment.aws.package

vercel-build: setup ## Build with Vercel's own builder, offline, and print the sizes
	@$(BIN)/python -m mlops.deployment.vercel.build
