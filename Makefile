# Names for commands. `make scan DIR=~/Pictures` and `make test` install what they need first.

SWIFT ?= swift
DIR ?=
MODELS ?= $(PHOTOSORT_MODELS)
PACKAGES = libjpeg-dev libpng-dev libexif-dev libopenblas-dev libsqlite3-dev pkg-config
BINARY = .build/release/photosort
SOURCES = Package.swift Sources Tests Benchmarks

# Training: the folder of people's photos, and how to train.
DATA ?=
CONFIG ?= training/configs/resnet18-grey-triplet.yaml
RUN = training/runs/$(basename $(notdir $(CONFIG)))
PYTHON ?= python3
VENV = training/.venv/bin
# Debian keeps what makes environments in a package of its own.
PREPARE_VENV = $(PYTHON) -c 'import ensurepip' 2>/dev/null || scripts/install-packages python3-venv; \
  $(PYTHON) -m venv training/.venv

.PHONY: build scan test test-training models lint format bench deps clean

build: deps
	$(SWIFT) build -c release --product photosort

scan: build
	@test -n "$(DIR)" || { echo "Say which folder: make scan DIR=~/Pictures" >&2; exit 64; }
	$(BINARY) scan "$(DIR)" $(if $(MODELS),--models "$(MODELS)")

# Everything in release: the engine's loops are a hundred times slower without optimization.
test: deps
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build

# In an environment of its own; nothing else needs Python.
test-training: training/.venv/tested
	cd training && .venv/bin/ruff format --check . && .venv/bin/ruff check .
	cd training && .venv/bin/python -m compileall -q photosort_training
	cd training && .venv/bin/python -m pytest -q

training/.venv/tested: training/requirements.txt training/requirements-test.txt
	$(PREPARE_VENV)
	$(VENV)/pip install --quiet -r training/requirements-test.txt
	touch $@

training/.venv/installed: training/requirements.txt
	$(PREPARE_VENV)
	$(VENV)/pip install --quiet -r training/requirements.txt
	touch $@

# Photos of people to a model: crops, training, measurements, ONNX with its manifest. A run that was
# interrupted goes on.
models: build training/.venv/installed
	@test -n "$(DATA)" || { echo "Say which photos: make models DATA=~/labelled-photos" >&2; exit 64; }
	$(BINARY) crops "$(DATA)" -o training/data/crops --size 112 --margin 16 --faces main \
	  $(if $(MODELS),--models "$(MODELS)") || test $$? -eq 2
	cd training && .venv/bin/python -m photosort_training train $(abspath $(CONFIG)) \
	  --data data/crops --output $(abspath $(RUN)) \
	  $(if $(MODELS),--teachers "$(abspath $(MODELS))") $(if $(wildcard $(RUN)/checkpoint.pt),--resume)
	cd training && .venv/bin/python -m photosort_training evaluate $(abspath $(RUN)) --data data/crops
	cd training && .venv/bin/python -m photosort_training export $(abspath $(RUN)) --output runs/models

lint:
	$(SWIFT) format lint --strict --recursive --parallel $(SOURCES)
	scripts/check-imports

format:
	$(SWIFT) format --in-place --recursive --parallel $(SOURCES)

bench: deps
	Benchmarks/run $(MODELS)

# Installs the missing Debian packages, as root or by sudo.
deps:
	@scripts/install-packages $(PACKAGES)

clean:
	$(SWIFT) package clean
