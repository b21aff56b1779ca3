# Everything lands in .venv/ and var/; nothing is installed on the machine.
PYTHON := .venv/bin/python
INSTALL := requirements/install.sh
# Each process has servers of its own; a file keeps its tests and what they share together. Reordered by
# their number of tests, files of few long ones came last: a whole service on one side, nothing on the other.
# One more than two processors: a test that waits for a disk, a browser or a service leaves one idle.
PROCESSES := $(shell n=$$(getconf _NPROCESSORS_ONLN); if [ "$$n" -lt 4 ]; then echo 3; else echo 4; fi)
PARALLEL := -n $(PROCESSES) --dist loadfile --no-loadscope-reorder
# What takes minutes: faults on purpose, and the journey through all 44 events in a browser.
SLOW := tests/drills tests/browser/journey

# Told to write no bytecode, every one of a suite's hundred processes would compile the project anew.
test coverage drill: export PYTHONDONTWRITEBYTECODE :=

.PHONY: run demo test check coverage drill bench lock

# Both doors, worker, beat and the servers under them, with the demonstration; Ctrl-C stops all.
run:
	@$(INSTALL) run
	@exec $(PYTHON) manage.py serve

# The demonstration without the web pages; the summary is var/demo/summary.json.
demo:
	@$(INSTALL) run
	@exec $(PYTHON) manage.py demo

test:
	@$(INSTALL) test
	@exec $(PYTHON) -m pytest $(PARALLEL) $(SLOW:%=--ignore=%)

check:
	@$(INSTALL) test tools
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) -m pytest -q tests/test_tidy.py

# The whole suite, its subprocesses included; fails below 95 % of the branches of the two layers that
# everything stands on, and below 90 % of all.
COVERAGE := $(PYTHON) -m coverage
coverage:
	@$(INSTALL) test
	@mkdir -p var/coverage
	@$(COVERAGE) erase
	@$(COVERAGE) run -m pytest $(PARALLEL)
	@$(COVERAGE) combine --quiet
	@$(COVERAGE) report --skip-covered --include='fund/*,workflow/*' --fail-under=95
	@$(COVERAGE) report --skip-covered --fail-under=90

# Killed servers, lost brokers, full disks, forged proofs; and the journey. LONG=1: the long form, one
# after the other, and with it that of the tests that are short in the suite.
LONGER := $(SLOW) tests/grants/test_generated_grants.py tests/grants/test_whole_lives.py \
	tests/grants/acts/test_matrix.py tests/grants/pages/test_approving.py tests/browser/test_filing.py tests/reports/test_figures.py \
	tests/fund/test_whole_lives_of_books.py
drill:
	@$(INSTALL) test
	@FUND_DRILL=$(if $(LONG),long,short) exec $(PYTHON) -m pytest $(if $(LONG),$(LONGER),$(PARALLEL) $(SLOW))

# Writing beside other ledgers, reading as the books grow, and the stand-alone verifier. SHORT=1: one
# glance, to see that it runs and that no run is void. PGLEDGER=DIR: a checkout of that ledger.
bench:
	@$(INSTALL) test
	@$(PYTHON) -m tests.bench $(if $(SHORT),--glance) $(if $(PGLEDGER),--pgledger $(PGLEDGER))
	@$(if $(SHORT),,$(PYTHON) -m tests.bench.reading --sizes 100000,1000000 $(if $(PGLEDGER),--pgledger $(PGLEDGER)))
	@$(PYTHON) -m tests.bench.verifier --entries $(if $(SHORT),20000,1000000)

# For maintainers, after editing requirements/*.in (needs uv).
LOCK := uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11
lock:
	@cd requirements && $(LOCK) run.in -o run.txt && $(LOCK) test.in -o test.txt && $(LOCK) tools.in -o tools.txt && $(LOCK) peers.in -o peers.txt
