# Two commands come first: `make run` and `make test`.

TARGET := wasm32-unknown-unknown

.PHONY: run test soak check dev bench dist target

# The client, as build/ asks for it.
CLIENT := cargo build --quiet --lib --locked --target $(TARGET) --profile client \
	--no-default-features --features hydrate --target-dir target/client

## From a fresh clone to http://localhost:3000. Needs Rust and a C compiler.
## Client and server are built side by side: build/ finds the client made, or waits for it.
run: target
	@$(CLIENT) & cargo run --release --locked

## Everything: format, lints, Rust tests, browser tests. Needs Node as well.
test: target
	@.ci/test

## The properties on random cases, for as long as asked: `make soak minutes=30`. Prints each seed.
soak:
	@.ci/soak $(or $(minutes),10)

## Format, lints and types: of the server, of the client, of the scripts and browser tests. Needs Node for the last.
check: target end2end/node_modules
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --lib --target $(TARGET) --no-default-features --features hydrate --target-dir target/client -- -D warnings
	npm --prefix end2end run --silent lint
	npm --prefix end2end run --silent types

## Rebuild and restart on every change; the browser comes back by itself.
dev: target
	@.ci/dev

## What it costs where it matters: figures, no verdict. `make bench only=crowd` for one of them.
bench: target
	cargo bench --locked -- $(only)

## One self-contained file, and what it weighs.
dist: target
	cargo build --profile dist --locked
	@ls -l target/dist/roost

# The packages of the browser tests, which check the scripts as well; anew where others are asked for.
end2end/node_modules: end2end/package-lock.json
	npm --prefix end2end ci --no-audit --no-fund --silent
	@touch $@

target:
	@rustup target list --installed 2>/dev/null | grep -q $(TARGET) || rustup target add $(TARGET)
