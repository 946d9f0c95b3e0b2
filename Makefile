# make run   sets up what is missing, then starts everything
# make test  sets up what is missing, then checks everything
# make bench     measures the engine against stock Rasa and prints the tables
# make bench-console       the console with 100,000 talks and 2 million messages
# make bench-handoffs      ten thousand handoffs to a receiver that fails
# make faults            breaks everything that can break while talks go on, and counts
# make bench-webhooks      200 signed webhooks a second for a minute, each answered once
# make eval-nlu            measures what is understood, and writes a report
# make eval-diagnosis      simulated entrepreneurs: how soon the true need is found
# make eval-conversations  plays all written talks with the real engine

PYTHON3 ?= python3
BIN := .venv/bin

.PHONY: run test setup train bench bench-console bench-handoffs bench-webhooks faults fuzz eval-nlu eval-diagnosis eval-conversations lock sbom audit clean

run: setup
	@$(BIN)/bot run

test: setup
	@$(BIN)/python scripts/verify.py

setup:
	@$(PYTHON3) scripts/setup.py

train: setup
	@$(BIN)/bot train

bench: setup
	@$(BIN)/python -m benchmarks.engine

bench-console: setup
	@$(BIN)/python -W ignore -m benchmarks.console
	@$(BIN)/python -W ignore -m benchmarks.live

bench-handoffs: setup
	@$(BIN)/python -W ignore -m benchmarks.handoffs

faults: setup
	@$(BIN)/python -W ignore -m benchmarks.faults

bench-webhooks: setup
	@$(BIN)/python -W ignore -m benchmarks.webhooks

eval-nlu: setup
	@$(BIN)/python -W ignore -m benchmarks.nlu

eval-diagnosis: setup
	@$(BIN)/python -W ignore -m benchmarks.diagnosis

eval-conversations: setup
	@$(BIN)/python -W ignore -m benchmarks.conversations

# The same versions for everybody; --no-emit-index-url keeps addresses out of the file.
lock: setup
	@uv=$$(test -x .tools/bin/uv && echo .tools/bin/uv || echo uv); \
	$$uv pip compile pyproject.toml --group dev --universal --python-version 3.10 \
	  --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock

# Anything at all on every way in, a hundred thousand times; the OpenAPI document and random users.
fuzz: setup
	@FUZZ=100000 TALKS=200 $(BIN)/python -m pytest -p no:logging --timeout=0 tests/test_fuzz.py \
	  tests/website/test_openapi.py tests/understanding/test_any_text.py tests/dialogue/test_random_users.py

# What is installed, as CycloneDX.
sbom: setup
	@uvx=$$(test -x .tools/bin/uvx && echo .tools/bin/uvx || echo uvx); mkdir -p var; \
	$$uvx --from cyclonedx-bom==7.5.0 cyclonedx-py environment $(BIN)/python -o var/sbom.json

# Everything in requirements.lock against an advisory database (OSV); see deploy/advisories.yml.
audit: setup
	@$(BIN)/python scripts/audit.py

clean:
	rm -rf .venv .tools var models .rasa node_modules
