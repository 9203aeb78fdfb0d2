PYTHON ?= python3
BIN = .venv/bin

.PHONY: run test check evaluate bench screenshots demo lock train torture clean setup setup-dev
.DEFAULT_GOAL := run

setup:
	@$(PYTHON) packaging/bootstrap.py

setup-dev:
	@$(PYTHON) packaging/bootstrap.py --dev --xorg

run: setup ## open the window (or, without a display, play the demo)
	@$(BIN)/considered

demo: setup ## the whole road of one sample post, pictures and export left in a folder
	@$(BIN)/considered demo

test: setup-dev ## every test
	@$(BIN)/python -m tests.run

check: setup-dev ## lint, types, import direction, the packs' own examples
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_house.py
	@$(BIN)/considered packs test

evaluate: setup-dev ## the checker against the labelled posts
	@$(BIN)/python -m tests.tools.evaluation

bench: setup-dev ## speed and memory, as ratios within one run
	@$(BIN)/python -m tests.tools.bench

screenshots: setup-dev ## every view, light, dark, 200 %, narrow, into out/screenshots
	@$(BIN)/python -m tests.tools.screenshots

torture: setup-dev ## the long fault-injection runs, seeded
	@$(BIN)/python -m tests.tools.torture

train: setup-dev ## train the reader anew (first: .venv/bin/python -m pip install -r packaging/requirements-train.txt)
	@$(BIN)/python -m rules.reader.training

lock: ## pin what packaging/*.in ask for, with hashes, for every platform (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --no-emit-find-links --no-annotate -q packaging/requirements.in -o packaging/requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --no-emit-find-links --no-annotate -q packaging/requirements-dev.in -o packaging/requirements-dev.txt

clean:
	rm -rf .venv out build dist *.egg-info
