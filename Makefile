# Names for commands. `make scan DIR=~/Pictures` and `make test` install what they need first.

SWIFT ?= swift
DIR ?=
MODELS ?= $(PHOTOSORT_MODELS)
PACKAGES = libjpeg-dev libpng-dev libexif-dev libopenblas-dev libsqlite3-dev liblinear-dev pkg-config
BINARY = .build/release/photosort
SOURCES = Package.swift Sources Tests Benchmarks

# Training: the folder of people's photos, what they are and under which terms, and how to train.
DATA ?=
DESCRIPTION ?=
CONFIG ?= training/configs/resnet18-grey-triplet.yaml
RUN ?= training/runs/$(basename $(notdir $(CONFIG)))
# Crops of their own for each run, and for folders of one name in two places, by a checksum of the place.
CROPS = training/data/$(shell cd -P -- "$(DATA)" >/dev/null 2>&1 && \
  echo "$$(basename "$$PWD")-$$(pwd -P | cksum | cut -d ' ' -f 1)-$$(basename "$(RUN)")")
PYTHON ?= python3
VENV = training/.venv/bin
TRAINING = PYTHONPATH=training $(VENV)/python -m photosort_training
# Debian keeps what makes environments in a package of its own.
PREPARE_VENV = $(PYTHON) -c 'import ensurepip' 2>/dev/null || scripts/install-packages python3-venv; \
  $(PYTHON) -m venv training/.venv

.PHONY: build scan test conformance test-training models models-input lint format bench deps clean

build: deps
	$(SWIFT) build -c release --product photosort

scan: build
	@test -n "$(DIR)" || { echo "Say which folder: make scan DIR=~/Pictures" >&2; exit 64; }
	@# Status 2 says that some photos could not be read; the scan names them, and is done.
	$(BINARY) scan "$(DIR)" $(if $(MODELS),--models "$(MODELS)") || [ $$? -eq 2 ]

# Everything in release: the engine's loops are a hundred times slower without optimization.
test: deps
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build

# ONNX's own tests of operators, for the test suite to run; without them it skips those.
CASES = Tests/FaceInferenceTests/Conformance/make_cases.py
conformance: .build/onnx-cases/made

.build/onnx-cases/made: $(CASES) training/.venv/tested
	$(VENV)/python $(CASES) .build/onnx-cases
	touch $@

# In an environment of its own; nothing else but the cases above needs Python.
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
# interrupted goes on. Photos that cannot be read, status 2, are no reason to stop. Crops are made
# anew: those of photos that are there no more would be trained on.
models: models-input build training/.venv/installed
	test ! -e "$(CROPS)/.photosort-crops" || rm -r "$(CROPS)"
	$(BINARY) crops "$(DATA)" -o "$(CROPS)" --size 112 --margin 16 --faces main \
	  $(if $(MODELS),--models "$(MODELS)") || test $$? -eq 2
	$(TRAINING) train "$(CONFIG)" --data "$(CROPS)" --output "$(RUN)" \
	  $(if $(MODELS),--teachers "$(MODELS)") $(if $(START),--start-from "$(START)") $$(test ! -e "$(RUN)/checkpoint.pt" || echo --resume)
	$(TRAINING) evaluate "$(RUN)" --data "$(CROPS)"
	$(TRAINING) export "$(RUN)" --output training/runs/models \
	  $(if $(DESCRIPTION),--data-description "$(DESCRIPTION)")

# Told before anything is built.
models-input:
	@test -n "$(DATA)" || { echo "Say which photos: make models DATA=~/labelled-photos" >&2; exit 64; }
	@test "$(CROPS)" != training/data/ || { echo "DATA: $(DATA) is not a folder that can be entered." >&2; exit 64; }
	@test -f "$(CONFIG)" || { echo "CONFIG: $(CONFIG) is not a file." >&2; exit 64; }

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
