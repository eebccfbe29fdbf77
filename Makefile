# Two commands do all the set-up: `make demo` and `make test`. Everything they need is installed by this file.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test check soak bench words lock clean fmt

PYTHON ?= python3
PORT ?= 8000
FRESH ?=
VENV := .venv
BIN := $(VENV)/bin
export PICCOLO_CONF := training.piccolo_conf
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:  ## What can be made here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 8

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

# The locks are whole: --no-deps keeps pip from looking for anything newer than what they name.
$(VENV)/.ready: requirements.lock pyproject.toml | $(BIN)/python
	[ -e $(VENV)/.ready-dev ] || $(BIN)/pip install -q --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install -q --no-deps --require-hashes -r requirements-dev.lock
	touch $@

# Page assets and PDF fonts come from npm by lock and are copied into ignored folders; nothing third-party is committed.
training/static/vendor/.ready: package-lock.json
	npm ci --ignore-scripts --omit=dev --silent
	$(PYTHON) -m compileall -q training courses enrollment certificates
	mkdir -p training/static/vendor fonts
	cp node_modules/htmx.org/dist/htmx.min.js node_modules/sortablejs/Sortable.min.js training/static/vendor/
	cp node_modules/@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf fonts/
	cp node_modules/@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf fonts/
	cp node_modules/@expo-google-fonts/noto-serif-jp/{400Regular/NotoSerifJP_400Regular,700Bold/NotoSerifJP_700Bold}.ttf fonts/
	cp node_modules/@expo-google-fonts/noto-sans-hk/{400Regular/NotoSansHK_400Regular,700Bold/NotoSansHK_700Bold}.ttf fonts/
	touch $@

node_modules/.ready-dev: package-lock.json training/static/vendor/.ready
	npm ci --ignore-scripts --silent
	touch $@

ready: $(VENV)/.ready training/static/vendor/.ready

demo: ready  ## A realistic center on the embedded database; PORT=… chooses the port, FRESH=1 starts anew
	$(BIN)/training demo --port $(PORT) $(if $(FRESH),--fresh)

fmt: ## Format everything
	$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

check: ready $(VENV)/.ready-dev  ## Format, lint, types, catalogues, architecture
	$(BIN)/ruff format -q --check . && $(BIN)/ruff check -q .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_catalogues.py

test: check node_modules/.ready-dev  ## Everything, on SQLite and PostgreSQL, browser included
	docs/install_test_tools.sh
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not soak"
	TEST_ENGINE=postgres $(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not soak"

soak: ready $(VENV)/.ready-dev  ## What is long: random inputs, kills and minutes of visitors; SOAK_SECONDS=… the minutes
	$(BIN)/python -m pytest -q --hypothesis-profile=searching $$(grep -rl @given tests --include=test_*.py)
	$(BIN)/python -m pytest -q -m soak
	TEST_ENGINE=postgres $(BIN)/python -m pytest -q -m soak

words:  ## Add new texts to the catalogues and list what has no words yet
	$(BIN)/python -m tests.catalogues

bench: ready $(VENV)/.ready-dev  ## Every performance figure beside its floor or peer; SHARED=… names the public instances
	$(BIN)/python -m benchmarks

lock:  ## Renew the hashed locks (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## Remove what was installed and made
	rm -rf $(VENV) node_modules training/static/vendor fonts var
