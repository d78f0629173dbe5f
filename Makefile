.DEFAULT_GOAL := help
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
BIN := .venv/bin/
QUICK := "not slow and not long"
PURE := $(addprefix tests/,activities commands core corpus documents handlers orders play playbook rules ruleset runtime storage text wecom)

help: ## show this help
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/ready: pyproject.toml requirements.lock
	@command -v uv >/dev/null 2>&1 || test -x .uv/bin/uv || { python3 -m venv .uv && .uv/bin/pip install --quiet uv; }
	@test -x .venv/bin/python || $(UV) venv --quiet --clear .venv
	@$(UV) pip sync --quiet --python .venv --require-hashes requirements.lock
	@$(UV) pip install --quiet --python .venv --no-deps --editable .
	@touch $@

demo: .venv/ready ## start the simulator and the bot; open the printed URL
	@$(BIN)qunguan demo || test $$? -eq 130

test: .venv/ready ## run all tests but the long ones, four sorts side by side
	@$(BIN)pytest -m slow tests/browser & browser=$$!; $(BIN)pytest -m slow --ignore=tests/browser & kills=$$!; \
	$(BIN)pytest -m $(QUICK) $(PURE) & pure=$$!; $(BIN)pytest -m $(QUICK) $(PURE:%=--ignore=%); rest=$$?; \
	for one in $$browser $$kills $$pure; do wait $$one || rest=1; done; exit $$rest

long: .venv/ready ## run the tests that take minutes of waiting, before a release
	@$(BIN)pytest -m long

check: lint ## lint, and the tests that are quick
	@$(BIN)pytest -m $(QUICK)

lint: .venv/ready ## format, lint, layers, types
	@$(BIN)ruff format --check . && $(BIN)ruff check .
	@$(BIN)lint-imports && $(BIN)mypy

fix: .venv/ready ## format and mend what can be mended
	@$(BIN)ruff format .
	@$(BIN)ruff check --fix .

docs: .venv/ready ## write the generated reference pages
	@$(BIN)python -m bot.reference

lock: ## write requirements.lock anew from pyproject.toml
	@$(UV) pip compile --quiet --universal --no-header --no-emit-index-url --generate-hashes --group dev pyproject.toml -o requirements.lock

bench: .venv/ready ## print the benchmark table; DATA=folder also measures what is found in labelled texts
	@$(BIN)python -m benchmarks $(DATA)
.PHONY: help demo test check lint fix docs lock bench
