# make run         RIZ with everything it needs, on this machine
# make test        the tests, of those that start processes one of each kind; more words for pytest: make test ARGS="-k inventory"
# make test-processes  the others that start processes
# make test-NAME   the tests of one context and of its borders
# make check-test-budget  whether the last run of the tests took more processor seconds than it may
# make check       style, types, borders, migrations, deployment settings, OpenAPI, wheels
# make demo        the journey of a traveller, against a RIZ that `make run` runs
# make faults      the long forms of the fault tests
# make bench-NAME  one of tests/benchmarks
# make bench-transport DATA=folder   journeys, beside other engines, on real feeds; so does bench-transport-options
# make lock        compile requirements/*.in again; newer versions: make lock ARGS=--upgrade
# make clean       remove what can be made again; data under .local stays

PYTHON ?=
export PYTHON RIZ_PORT RIZ_FLOWER_PORT
# Without compiled modules every start takes twice as long; foreign modules have no business here.
unexport PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH DJANGO_SETTINGS_MODULE

BIN := .venv/bin
CORES := $(shell nproc 2>/dev/null || echo 2)
# Tests wait for processes of their own a third of the time.
JOBS ?= $(shell jobs=$$(($(CORES) * 3 / 2)); test $$jobs -gt 8 && echo 8 || echo $$jobs)
ARGS ?=
DATA ?=
UV := $(abspath $(BIN))/uv

.PHONY: run test test-processes check check-test-budget demo faults bench-transport lock wheels clean lint types borders migrations deployment openapi

run: .venv/made
	@exec $(BIN)/python -m config.run --with-parent

test: .venv/made
	@exec $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not process" --keep-seconds $(ARGS)

test-processes: .venv/made
	@exec $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m process $(ARGS)

# One context with the borders around it.
test-%: .venv/made
	@exec $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not process" $(wildcard tests/contexts/$*) tests/architecture/test_imports.py \
		tests/architecture/test_boundaries.py tests/architecture/test_borders.py $(ARGS)

check-test-budget: .venv/made
	@$(BIN)/python -m tests.support.cpu_seconds

check: lint types borders migrations deployment openapi wheels

demo: .venv/made
	@exec $(BIN)/python -m config.demo $(ARGS)

faults: .venv/made
	@exec $(BIN)/python -m pytest -n 0 --long --timeout 3600 tests/faults $(ARGS)

# The folder of real data is named by DATA, or by RIZ_DATA in the environment.
bench-transport: .venv/bench
	@exec $(BIN)/python -m tests.benchmarks.transport $(if $(DATA),--data $(DATA)) $(ARGS)

bench-%: .venv/made
	@exec env $(if $(DATA),RIZ_DATA=$(DATA)) $(BIN)/python -m tests.benchmarks.$(subst -,_,$*) $(ARGS)

lint: .venv/made
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/made
	$(BIN)/mypy

borders: .venv/made
	$(BIN)/lint-imports --config importlinter.ini

migrations: .venv/made
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

# Keys that are made up on the spot: what is checked is what production.py makes of its environment.
MADE_UP := from base64 import b64encode; from secrets import token_bytes, token_urlsafe; \
	print(f"SECRET_KEY={token_urlsafe(64)}", "FIELD_ENCRYPTION_KEYS=" + b64encode(token_bytes(32)).decode())

deployment: .venv/made
	env $$($(BIN)/python -c '$(MADE_UP)') JWT_SIGNING_KEYS='{"keys": []}' OIDC_RSA_PRIVATE_KEY=unread ALLOWED_HOSTS=riz.example \
		BASE_URL=https://riz.example DJANGO_SETTINGS_MODULE=config.settings.production \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

openapi: .venv/made
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

# The locked requirements install without a compiler: both architectures, from glibc 2.28 on, the oldest and newest Python.
wheels: .venv/made
	@place=$$(mktemp -d) && trap 'rm -rf "$$place"' EXIT && \
	for machine in x86_64 aarch64; do for python in 3.11 3.14; do for list in prod dev; do \
		$(UV) pip install --quiet --dry-run --only-binary :all: --python-version $$python \
			--python-platform $$machine-manylinux_2_28 --target "$$place" --no-deps \
			--requirement requirements/$$list.txt && \
		echo "requirements/$$list.txt: wheels for Python $$python, $$machine, glibc 2.28" || exit 1; \
	done; done; done

lock: .venv/made
	cd requirements && for name in base prod dev bench; do \
		$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(ARGS) \
			--output-file $$name.txt $$name.in || exit 1; \
	done

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/made: requirements/dev.txt requirements/make-venv
	@requirements/make-venv

# The peers of the journey engine, for its benchmark alone.
.venv/bench: .venv/made requirements/bench.txt
	@$(UV) pip install --quiet --require-hashes --python $(BIN)/python -r requirements/bench.txt
	@touch $@
