# Two commands do everything: `make run` starts Posecast, `make test` passes the tests.
# Each sets up what it needs, once: nothing is done again until what it depends on has changed.

PYTHON ?= python3
PORT ?= 8000
LAN ?=
ARGS ?=
# Not from the environment, where conda's compilers and tcsh keep something else under this name.
HOST :=

BIN := .venv/bin
# A process more than there are cores: tests wait about as long as they compute.
JOBS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
PYTEST = $(BIN)/python -m pytest -n $(JOBS) --durations=20
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
VENV := .venv/.made
PACKAGES := .venv/.packages
TEST_PACKAGES := .venv/.test-packages
ASSETS := .cache/assets
LINTERS := node_modules/.linters

.PHONY: run test test-slow check format assets models bench chaos chaos-short accuracy wheel screenshots clean help
.DELETE_ON_ERROR:

run: $(PACKAGES) $(ASSETS) ## start the server (PORT=8000 HOST=127.0.0.1 ARGS="--model lite"; LAN=1 lets phones in)
	@exec env POSECAST_STARTED_BY=make $(BIN)/posecast serve $(if $(HOST),--host $(HOST)) $(if $(filter-out 0 no,$(LAN)),--lan) --port $(PORT) $(ARGS)

test: $(TEST_PACKAGES) $(ASSETS) ## set up, then pass the tests, but for those that take long (ARGS="-k name")
	@scripts/chromium
	@scripts/node --test $$(find tests/js -name '*.test.js')
	@$(PYTEST) -m "not slow" $(ARGS)

test-slow: $(TEST_PACKAGES) $(ASSETS) ## pass the tests that take long: the other async mode, screenshots, benchmarks, wheel, fuzzing
	@scripts/chromium
	@$(PYTEST) -m slow $(ARGS)

check: $(TEST_PACKAGES) $(ASSETS) $(LINTERS) ## ruff, mypy --strict, import contracts, eslint, tsc --checkJs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	scripts/npm run --silent lint
	scripts/npm run --silent types

format: $(TEST_PACKAGES) ## lay out the Python code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

assets models: ## fetch the browser's libraries and the models again
	@rm -f $(ASSETS)
	@$(MAKE) --no-print-directory $(ASSETS)

bench: $(TEST_PACKAGES) $(ASSETS) ## measure speed beside what people would use instead (ARGS="--short")
	@scripts/chromium
	@$(BIN)/python -m benchmarks $(ARGS)

chaos: $(TEST_PACKAGES) $(ASSETS) ## attack a server beside well-behaved clients, in both async modes
	@$(BIN)/python -m benchmarks.chaos $(ARGS)

chaos-short: $(TEST_PACKAGES) $(ASSETS) ## the same in little more than a minute
	@$(BIN)/python -m benchmarks.chaos --short $(ARGS)

accuracy: $(TEST_PACKAGES) $(ASSETS) ## measure how close to MediaPipe and how steady the poses are
	@$(BIN)/python -m benchmarks.accuracy

wheel: $(TEST_PACKAGES) $(ASSETS) ## build dist/posecast-*.whl with everything inside
	@$(BIN)/python -m build --wheel

screenshots: $(TEST_PACKAGES) $(ASSETS) ## make the pictures of the documentation anew
	@scripts/chromium
	@POSECAST_SCREENSHOTS=1 $(BIN)/python -m pytest tests/browser -k screenshot

clean: ## remove all that was fetched or built
	rm -rf .venv node_modules models static/vendor .cache dist

help: ## say what can be made
	@grep -E '^[a-z]+.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

$(VENV):
	@scripts/venv $(PYTHON)
	@touch $@

$(PACKAGES): $(VENV) requirements.lock pyproject.toml
	@echo "Installing Posecast's packages into .venv (once; about a minute)"
	@$(PIP) install --no-deps -r requirements.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(TEST_PACKAGES): $(PACKAGES) requirements-test.lock
	@echo "Installing the packages of the tests into .venv"
	@$(PIP) install --no-deps -r requirements-test.lock
	@touch $@

# The stamp lies outside the folders that npm rebuilds.
$(ASSETS): $(PACKAGES) package-lock.json scripts/gather_assets.py webapp/models.py webapp/paths.py
	@echo "Fetching the browser's libraries and the models (once; 50 MB)"
	@scripts/npm ci --omit=dev --ignore-scripts --loglevel=error
	@$(BIN)/python scripts/gather_assets.py
	@mkdir -p $(@D) && touch $@

$(LINTERS): $(ASSETS) package-lock.json
	@echo "Installing the linters of the page"
	@scripts/npm ci --ignore-scripts --loglevel=error
	@touch $@
