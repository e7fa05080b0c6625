# Two commands do everything on a fresh machine with Python 3.11 or newer:
#   make run    sets up what is missing and starts the dashboard
#   make test   sets up what is missing and runs all tests, browser tests included
# Besides: make check (format, lint, types, import contract), make format, make clean.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help run test check format clean

help:
	@sed -n '2,4p' Makefile | cut -c3-

# A stamp per requirements file: set up again only when one of them has changed, or the interpreter is gone.
ifeq ($(wildcard $(BIN)/python),)
.PHONY: $(VENV)/run.stamp $(VENV)/dev.stamp
endif
$(VENV)/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; found " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 …")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { rm -rf $(VENV); $(PYTHON) -m venv $(VENV); } || { rm -rf $(VENV); \
	  echo "Python cannot make virtual environments here. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt
	@$(MAKE) --no-print-directory $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/run.stamp
	$(BIN)/streamlit run dashboard.py --server.port $(PORT)

test: $(VENV)/dev.stamp
	@$(BIN)/python tests/browser.py
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
