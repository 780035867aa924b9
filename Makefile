# Thin forwards; `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help demo test browser build generate plugin package lint format bench engine clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## tell the whole story on a real Pulumi engine, against the emulator
	@node tools/demo/demo.js

test: ## everything that CI runs, on a fresh machine too
	@node tools/test.js

browser: ## the report page in a Chromium of this machine
	@npm run --silent test:browser

build: ## install what is missing, and compile to dist/
	@node tools/build.js

generate: ## schema.json, the reference pages and the SDKs, from the definitions
	@npm run --silent generate

plugin: ## bundle the plugin into dist/plugin
	@npm run --silent plugin

package: ## everything of a release, in dist/release
	@npm run --silent package

lint: ## ESLint and Prettier
	@npm run --silent lint

format: ## let Prettier rewrite
	@npm run --silent format

bench: ## measure
	@npm run --silent bench

engine: ## get a Pulumi engine, and print its folder
	@npm run --silent engine

clean: ## remove what was built and installed
	rm -rf dist coverage node_modules
