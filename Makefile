# The words of this project. Each does one thing; what takes more than a line is in scripts/.
# The one thing to have beforehand is a Swift toolchain, 6.2 or newer, on PATH.

PREFIX  = /usr/local
DESTDIR =

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 20

deps:            ## install the system packages (apt-get or pacman; as root or by sudo)
	@scripts/deps

build: deps      ## build distmake and its shim
	swift build -c release

test: deps       ## units, peers and one package; none skipped
	@scripts/fetch-lua
	@scripts/closure-trees lua re2
	@scripts/test

check: deps      ## format, layers, declared imports, no warning
	swift format lint --strict --parallel --recursive Package.swift Sources Tests Fuzzers/Package.swift Fuzzers/Sources
	@scripts/check-layers
	DISTMAKE_STRICT=1 swift build --explicit-target-dependency-import-check error

format:          ## format the sources
	swift format --in-place --parallel --recursive Package.swift Sources Tests Fuzzers/Package.swift Fuzzers/Sources

peers: deps      ## only the tests against real bash, makepkg, gcc, clang and distccd
	@scripts/test --filter PeerTests

bench: deps      ## measure against distcc and bare compilers, print ratios beside their goals
	Benchmarks/run

fuzz: deps       ## feed the parsers random bytes for a while
	Fuzzers/run

deps-long:       ## install what the trees and kernels of the long tests need besides
	@scripts/deps long

trees: deps-long ## build whole source trees, compare every object and depfile with makepkg's
	@scripts/test-long trees

kernel: deps-long ## build a kernel with GCC plugins, with and without the quirk
	@scripts/test-long kernel

cross: deps-long ## compile for ARM by an ARM machine's own compilers under qemu, on cross compilers of x86_64
	@scripts/test-long cross

chroot: deps-long ## build in debootstrapped chroots under systemd-nspawn; as root
	@scripts/test-long chroot

test-long: deps-long ## everything that takes longer than make test, with its figures
	@scripts/test-long

dist: deps       ## build the programs as they are installed; sudo make install takes them from there
	@scripts/release

man:             ## format the manual pages into .build/man
	@scripts/man

install:         ## install under DESTDIR and PREFIX; no Swift is needed where it runs
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' scripts/install

package: deps    ## make distmake's own package with makepkg, and try it; a whole release build
	@scripts/package

demo: deps       ## build a real package on two volunteers of this machine
	@scripts/demo

clean:           ## remove what was built
	swift package clean
	rm -rf .build/dist .build/man .build/package

.PHONY: help deps deps-long build test check format peers bench fuzz trees kernel cross chroot test-long dist man install package demo clean
