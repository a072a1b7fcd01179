# Needs Python 3.11 or newer, make and a C library; nothing else. `make help` lists the targets.
# The stamps in .venv say what is installed, so that a second call costs nothing.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.SUFFIXES:

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes -r
# The build backend is in the lock files, so nothing is fetched without a hash.
INSTALL_SELF := $(PIP) install --quiet --no-deps --no-build-isolation --editable .
SAY_WHERE := echo "The command is $(BIN)/boldface; to say only boldface in this shell: . $(BIN)/activate"
NO_INSTALL := Could not install the packages above: see pip's message, mend it, call make again.

SCENARIO ?= ms-29
# More words for `boldface drill`, e.g. make drill ARGS="--role CDR --seed 7"
ARGS ?=
# Test processes; 0 runs them in one.
WORKERS ?= 2

.PHONY: help drill test test-all check bench lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## */  make \1|/' \
		| awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

drill: $(VENV)/.stamp-run  ## play the drill ms-29 (without a terminal: by itself, as text)
	@if [ -t 0 ] && [ -t 2 ]; then \
		exec $(BIN)/boldface drill $(SCENARIO) $(ARGS); \
	else \
		echo "There is no terminal here, so the drill plays itself (--auto)."; \
		exec $(BIN)/boldface drill $(SCENARIO) --auto $(ARGS); \
	fi

test: $(VENV)/.stamp-dev  ## run the tests, without the slow ones
	$(BIN)/python -m pytest -q -n $(WORKERS)

test-all: $(VENV)/.stamp-dev  ## run every test: terminal, kill and long ones too
	$(BIN)/python -m pytest -q -n $(WORKERS) -m ""

check: $(VENV)/.stamp-dev  ## style, format, types, import contracts, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house.sizes

bench: $(VENV)/.stamp-dev  ## print the ratios Boldface is held to (ARGS=--quick for a short look)
	@$(BIN)/python -m bench $(ARGS)

lock: pyproject.toml  ## make the lock files anew (maintainers; needs uv)
	@uv=$$(command -v $(BIN)/uv || command -v uv); \
	[ -n "$$uv" ] || { echo "make lock needs uv: install it, then call it again." >&2; exit 1; }; \
	for pair in install:requirements.lock dev:requirements-dev.lock; do \
		"$$uv" pip compile pyproject.toml --group $${pair%%:*} --universal --generate-hashes \
			--fork-strategy fewest --no-emit-index-url --no-emit-find-links --quiet \
			--python-version 3.11 --custom-compile-command "make lock" \
			--output-file $${pair#*:} >/dev/null || exit 1; \
	done

clean:  ## remove what make made, .venv too
	rm -rf $(VENV) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A .venv that is there and works is kept; one that was left half made is made again.
$(VENV)/.stamp-venv:
	@if $(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then touch $@; exit 0; fi; \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14 python; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			old=$$python; \
			if $$python -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; \
		fi; \
	done; \
	if [ -z "$$found" ] && [ -n "$$old" ]; then \
		echo "$$old is new enough but has no venv module: install it (on Debian and Ubuntu the" \
			"package python3-venv) and call make again." >&2; exit 1; \
	elif [ -z "$$found" ]; then \
		echo "Boldface needs Python 3.11 or newer and found none: install one, or name it with" \
			"make PYTHON=/path/to/python3, and call make again." >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$found --version) (once)."; \
	$$found -m venv --clear $(VENV) && touch $@

$(VENV)/.stamp-run: requirements.lock pyproject.toml $(VENV)/.stamp-venv
	@echo "Installing what Boldface runs on, $$(grep -c '^[a-z].*==' $<) locked packages (once)."
	@$(INSTALL) $< && $(INSTALL_SELF) || { echo "$(NO_INSTALL)" >&2; exit 1; }
	@$(SAY_WHERE)
	@touch $@

$(VENV)/.stamp-dev: requirements-dev.lock requirements.lock pyproject.toml $(VENV)/.stamp-venv
	@echo "Installing what the tests need, $$(grep -c '^[a-z].*==' $<) locked packages (once)."
	@$(INSTALL) $< && $(INSTALL_SELF) || { echo "$(NO_INSTALL)" >&2; exit 1; }
	@$(SAY_WHERE)
	@touch $(VENV)/.stamp-run $@
