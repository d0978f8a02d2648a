# make          build/postern (make deps first installs what it needs)
# make run      set everything up, start the gateway, send the sample messages through it, show the verdicts
# make test     set everything up, run every test; ends with "N passed, N failed"
# make bench    CPU and throughput, beside rspamd and a relay without a gateway, in one run
# make eval     what is caught and lost on labelled mail, each source left out of learning (some minutes); then the same of
#               MESSAGES=400 of each label of each source, beside rspamd with its Bayes taught the same mail
# make model    learn data/default.model anew from the same mail; look at make eval first
# make torture  crashes, full disks, slow and lying peers under load; one report
# make fuzz     every fuzz target, SECONDS=180 each, then the lines that their corpora reach
# make deb      a Debian package of it, for this architecture: build/postern_*.deb
# make deb-arm64  the same for arm64, cross-built in a Debian of its own (about 3 GB)
# make deps     install the Debian packages of tools/packages.txt (as root or with sudo)
# make clean    remove what was built

SECONDS = 180
MESSAGES = 400
# A folder of labelled mail, one NAME.tar.zst a source.
ARCHIVES = ../shared/corpora

all: build/postern

build/postern: build/build.ninja FORCE
	@ninja -C build

build/build.ninja: meson.build meson_options.txt
	@mkdir -p build
	@if [ -f build/meson-private/coredata.dat ]; then again=--reconfigure; fi; \
	meson setup $$again build >build/setup.log 2>&1 || { tail -n 20 build/setup.log; exit 1; }

deps:
	@tools/install-packages build test

run: deps
	@$(MAKE) --no-print-directory build/postern
	@samples/show

test: deps
	@$(MAKE) --no-print-directory build/postern
	@tests/run

bench: deps
	@tools/install-packages bench
	@$(MAKE) --no-print-directory build/postern
	@tests/bench/run

deb: deps
	@$(MAKE) --no-print-directory build/postern
	@tools/deb

deb-arm64: deps
	@tools/deb-arm64

eval: deps
	@$(MAKE) --no-print-directory build/postern
	@at=$$(mktemp -d) && trap 'rm -rf "$$at"' EXIT && tools/labelled-mail "$$at" $(ARCHIVES) && \
	build/postern eval --leave-one-out "$$at/public" "$$at/made" && \
	{ tests/bench/bayes --messages=$(MESSAGES) "$$at/public" "$$at/made" || [ $$? = 77 ]; }

model: deps
	@$(MAKE) --no-print-directory build/postern
	@at=$$(mktemp -d) && trap 'rm -rf "$$at"' EXIT && tools/labelled-mail "$$at" $(ARCHIVES) && \
	build/postern train -o data/default.model "$$at/public" "$$at/made"

torture: deps
	@$(MAKE) --no-print-directory build/postern
	@tests/torture/run

fuzz: deps
	@tests/fuzz $(SECONDS)
	@tests/coverage

clean:
	rm -rf build build-asan build-fuzz build-cov

FORCE:
.PHONY: all deb deb-arm64 deps run test bench eval model torture fuzz clean FORCE
