# Thin front of the set-up script and of the tools it installs. Paths are relative, so any folder name will do.
BIN := .venv/bin
DEMO_REPLICATES ?= 30
UV ?= uv
# Tests start hundreds of processes: none compiles anew what the one before did.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup extras notebooks docs docs-setup browser demo test check style types loaded bench bench-peers evidence marks \
    format pins clean

help:
	@echo "make demo     set up, then compare three governance models on three cases"
	@echo "make test     set up, then every check and every test (EXHAUSTIVE=1: no sample of what has hundreds of cases)"
	@echo "make setup    only set up: afterwards $(BIN)/gongzhi is there"
	@echo "make extras   set up with what sensitivity, failure regions, search, calibration and clusters need"
	@echo "make notebooks  set up with what the notebooks of the tutorial need, and say how to open them"
	@echo "make docs     the documentation as a site that opens offline, in site/"
	@echo "make check    style, types, spelling and the fast tests"
	@echo "make bench    time and memory of the model"
	@echo "make bench-peers  a small model written for this project and for its peers, in one run"
	@echo "make evidence what takes long: prior draws, reference study, falsification, guesses and more"
	@echo "make marks    say on the pages of docs/evidence which code made them and which are older than the model"
	@echo "make format   lay the code out as make check wants it"
	@echo "make pins     renew the requirements files from pyproject.toml (needs uv)"
	@echo "make clean    remove what set-up and the tools made; studies stay"

# Any Python of the last ten years can look for the right one, so take the first that runs.
setup: OPTIONS =
extras: OPTIONS = --extras
notebooks: OPTIONS = --notebooks
docs-setup: OPTIONS = --docs
setup extras notebooks docs-setup:
	@for python in "$$PYTHON" python3 python "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3*/bin/python; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 7))' >/dev/null 2>&1; then \
	        exec "$$python" setup_environment.py $(OPTIONS); \
	    fi; \
	done; \
	echo "No Python was found. Install Python 3.12 or newer, or name one: make setup PYTHON=/path/to/python3.12" >&2; \
	echo "没有找到 Python。请安装 Python 3.12 或更新的版本，或指定一个：make setup PYTHON=/path/to/python3.12" >&2; \
	exit 1

demo: setup
	$(BIN)/gongzhi compare minzhu xihu honghu --governance baseline,one-four-n,troika \
	    --replicates $(DEMO_REPLICATES) --out results/studies/demo
	$(BIN)/gongzhi figure results/studies/demo --kind all
	$(BIN)/gongzhi report results/studies/demo

docs: docs-setup
	$(BIN)/python -m results.site

# A third of what pip takes is compiling: here what the tests load is compiled when it is loaded.
test check: export PIP_NO_COMPILE = 1

# What keeps one processor busy goes side by side. The tests go two at a time: none looks at a clock or at processes
# of others, ports are free ones and folders their own; slow and fast ones together share what a file's tests share.
test: extras
	@$(MAKE) --no-print-directory --jobs 3 style types loaded browser
	$(BIN)/python -m pytest -n 2

check: extras
	@$(MAKE) --no-print-directory --jobs 3 style types loaded
	$(BIN)/python -m pytest -m "not slow" -n 2

style:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell

types:
	$(BIN)/mypy

# Compiles the tests and all that they load once, before two processes need it at the same time.
loaded:
	@$(BIN)/python -m pytest --collect-only --quiet --quiet >/dev/null || true

# A continuous-integration machine gets the browser that pages are tried in; elsewhere those tests are skipped.
browser:
	@if [ "$$CI" = true ] && ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	fi

bench: extras
	$(BIN)/python -m experiments.benchmark
	$(BIN)/python -m results.workshop.response_time
	$(BIN)/python -m results.report.opening_time
	$(BIN)/python -m results.workshop.page_bench

# In an environment of its own, so that nothing of theirs comes into ours.
bench-peers: setup
	$(BIN)/python -m experiments.benchmark.peers.environment
	PYTHONPATH=. .venv-peers/bin/python -m experiments.benchmark.peers $(PEERS_OPTIONS)

# Hours on two cores: makes what is not of the model as it is, and goes on where it was broken off. How long each part
# took is in docs/evidence/README.md; the results are committed.
evidence: extras
	$(BIN)/python -m experiments.evidence
	$(BIN)/python -m results.evidence

# A second: whoever changes the model runs it, and measures anew what is worth it.
marks: setup
	$(BIN)/python -m experiments.evidence.code_of_pages

format: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

PIN := $(UV) pip compile --no-python-downloads --universal --python-version 3.12 --generate-hashes --no-annotate --no-header

pins:
	$(PIN) --upgrade --group dev --group build pyproject.toml --output-file requirements.txt
	$(PIN) --upgrade --extra analysis --extra calibrate --extra cluster --group browser --group standards \
	    --group notebook-tests --group docs --constraint requirements.txt \
	    pyproject.toml --output-file requirements-extras.txt
	$(PIN) --upgrade --extra notebooks --constraint requirements.txt --constraint requirements-extras.txt \
	    pyproject.toml --output-file requirements-notebooks.txt
	$(PIN) --upgrade --group docs --constraint requirements.txt --constraint requirements-extras.txt \
	    pyproject.toml --output-file requirements-docs.txt
	echo 'numpy>=2' | $(PIN) --upgrade --group peers --constraint requirements.txt --constraint requirements-extras.txt \
	    --override /dev/stdin pyproject.toml --output-file requirements-peers.txt

clean:
	rm -rf .venv .venv-peers .mypy_cache .pytest_cache .ruff_cache .hypothesis
