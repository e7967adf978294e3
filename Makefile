# Names for commands. `make scan DIR=~/Pictures` and `make test` install what they need first.

SWIFT ?= swift
DIR ?=
MODELS ?= $(PHOTOSORT_MODELS)
PACKAGES = libjpeg-dev libpng-dev libexif-dev libopenblas-dev libsqlite3-dev pkg-config
BINARY = .build/release/photosort
SOURCES = Package.swift Sources Tests Benchmarks

.PHONY: build scan test lint format bench deps clean

build: deps
	$(SWIFT) build -c release --product photosort

scan: build
	@test -n "$(DIR)" || { echo "Say which folder: make scan DIR=~/Pictures" >&2; exit 64; }
	$(BINARY) scan "$(DIR)" $(if $(MODELS),--models "$(MODELS)")

# Everything in release: the engine's loops are a hundred times slower without optimization.
test: deps
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build

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
