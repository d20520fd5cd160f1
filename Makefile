# sanreq: GNU make. `make help` lists the targets.
#
# make demo and make check set up a fresh Debian by themselves
# (tests/setup.sh); the plain build only needs what `tests/setup.sh build`
# names.

VERSION    = 0.1.0
PREFIX     = /usr/local
BINDIR     = $(PREFIX)/bin
LIBDIR     = $(PREFIX)/lib
LIBEXECDIR = $(PREFIX)/libexec/sanreq
INCLUDEDIR = $(PREFIX)/include
DATADIR    = $(PREFIX)/share/sanreq
MANDIR     = $(PREFIX)/share/man
PCDIR      = $(LIBDIR)/pkgconfig

BUILD      = build
PKG_CONFIG = pkg-config
CC         = gcc
OBJCOPY    = objcopy
CFLAGS     = -O2 -g
WERROR     =

STD   = -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE \
	-DOPENSSL_NO_DEPRECATED
WARN  = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	-Wcast-qual -Wwrite-strings -Wmissing-prototypes -Wstrict-prototypes \
	-Wvla $(WERROR)
# gcc counts the frames; sanitizers make them larger
FRAME = -Wframe-larger-than=4096
HARD  = -fPIC -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fvisibility=hidden
LINK  = -pie $(LDSAFE)
LDSAFE = -Wl,-z,relro,-z,now -Wl,--as-needed -Wl,-z,noexecstack
# a shared library's own references are all found when it is linked
SHARED = -shared $(LDSAFE) -Wl,-z,defs
ifdef SAN
BUILD   = build/san
CC      = clang
CFLAGS  = -O1 -g -fno-omit-frame-pointer
HARD    = -fPIC -fsanitize=address,undefined -fno-sanitize-recover=all \
	  -DSANREQ_SANITIZED
FRAME   =
LINK    = -pie -fsanitize=address,undefined
SHARED  = -shared -fsanitize=address,undefined
endif
# one name for the folder: the files of -MMD go by it
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
COMPILE = $(CC) $(STD) $(WARN) $(FRAME) $(CFLAGS) $(HARD) $(CPPFLAGS) \
	$(LINK) $(SHARED) $(LDFLAGS)
ifeq ($(V),1)
Q =
else
Q = @
endif

# Libraries: the main program and library link no network code
LIB_PKGS   = libcrypto yaml-0.1 libidn2 libpsl jansson expat
FETCH_PKGS = ldap lber libssl libcrypto libcares krb5
lib_cflags   = $(shell $(PKG_CONFIG) --cflags $(LIB_PKGS))
# libcsv has no file for pkg-config
lib_libs     = $(shell $(PKG_CONFIG) --libs $(LIB_PKGS)) -lcsv
fetch_cflags = $(shell $(PKG_CONFIG) --cflags $(FETCH_PKGS))
fetch_libs   = $(shell $(PKG_CONFIG) --libs $(FETCH_PKGS))

CPPFLAGS = -Ilib -DSANREQ_VERSION='"$(VERSION)"'

LIB_SRCS   = $(sort $(wildcard lib/*.c $(foreach d,base name source exchange \
	profile pkcs10 check store,lib/$(d)/*.c)))
FETCH_SRCS = $(sort $(wildcard csr/sanreq-fetch.c lib/fetch/*.c lib/base/*.c))
CSR_SRCS   = $(sort $(filter-out csr/sanreq-fetch.c,$(wildcard csr/*.c)))
UNIT_SRCS  = $(sort $(wildcard tests/unit/test_*.c))
FUZZ_SRCS  = $(sort $(wildcard tests/fuzz/fuzz_*.c))
PROFILES   = $(sort $(wildcard profiles/*.yaml))

LIB_OBJS   = $(LIB_SRCS:%.c=$(BUILD)/%.o) $(BUILD)/shipped.o
FETCH_OBJS = $(FETCH_SRCS:%.c=$(BUILD)/%.o)
CSR_OBJS   = $(CSR_SRCS:%.c=$(BUILD)/%.o)
UNITS      = $(UNIT_SRCS:tests/unit/%.c=$(BUILD)/unit/%)
REPLAYS    = $(FUZZ_SRCS:tests/fuzz/%.c=$(BUILD)/replay/%)
FUZZERS    = $(FUZZ_SRCS:tests/fuzz/%.c=$(BUILD)/fuzz/%)
PROGRAMS   = $(BUILD)/sanreq $(BUILD)/sanreq-fetch
LIBA       = $(BUILD)/libsanreq.a
SONAME     = libsanreq.so.0
LIBSO      = $(BUILD)/$(SONAME)
LIBONE     = $(BUILD)/one/libsanreq.a

.PHONY: all build units replays help FORCE
all: build
build: $(PROGRAMS) $(LIBA) $(LIBSO)
.DELETE_ON_ERROR:

help:
	@echo 'make            build the programs and the library'
	@echo 'make demo       set up, build, run the main job on a sample organization'
	@echo 'make check      set up, build, run all tests'
	@echo 'make install    to PREFIX=$(PREFIX), below DESTDIR'
	@echo 'make lint       form, layers, banned functions, manual page'
	@echo 'make bench      speed and memory as ratios against peers'
	@echo 'make check-san  all tests under ASan and UBSan'
	@echo 'make fuzz-smoke every fuzz target for FUZZ_SECONDS (60), the same each time'
	@echo 'make fuzz       the same from another seed each time, which looks further'
	@echo 'make clean'

# the installed helper's place is told to one file alone
$(BUILD)/lib/source/fetch_pipe.o $(BUILD)/fuzz/obj/lib/source/fetch_pipe.o: \
	$(BUILD)/stamp/LIBEXECDIR
$(BUILD)/lib/source/fetch_pipe.o $(BUILD)/fuzz/obj/lib/source/fetch_pipe.o: \
	CPPFLAGS += -DSANREQ_LIBEXECDIR='"$(LIBEXECDIR)"'

$(BUILD)/lib/fetch/%.o: lib/fetch/%.c $(BUILD)/stamp/COMPILE
	@mkdir -p $(@D)
	@echo '  CC   $<'
	$(Q)$(CC) $(STD) $(WARN) $(FRAME) $(CFLAGS) $(HARD) $(CPPFLAGS) \
	    $(fetch_cflags) -MMD -MP -c -o $@ $<

$(BUILD)/%.o: %.c $(BUILD)/stamp/COMPILE
	@mkdir -p $(@D)
	@echo '  CC   $<'
	$(Q)$(CC) $(STD) $(WARN) $(FRAME) $(CFLAGS) $(HARD) $(CPPFLAGS) \
	    $(lib_cflags) -MMD -MP -c -o $@ $<

# The shipped profiles are compiled in, so that the program is whole alone.
$(BUILD)/shipped.c: $(PROFILES) $(BUILD)/stamp/PROFILES
	@mkdir -p $(@D)
	@echo '  GEN  $@'
	$(Q){ echo '#include "profile/profile.h"'; \
	echo 'static const struct shipped_profile table[] = {'; \
	for f in $(PROFILES); do \
		n=$${f##*/}; n=$${n%.yaml}; \
		s=$$(sed -n '1s/^# *//p' $$f | sed 's/[\\"]/\\&/g'); \
		printf '{"%s", "%s",\n' "$$n" "$$s"; \
		sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $$f; echo '},'; \
	done; \
	echo '};'; \
	echo 'const struct shipped_profile *profile_shipped(size_t *n)'; \
	echo '{ *n = sizeof(table) / sizeof(table[0]); return table; }'; \
	} >$@

$(BUILD)/shipped.o: $(BUILD)/shipped.c $(BUILD)/stamp/COMPILE
	$(Q)$(CC) $(STD) $(CFLAGS) $(HARD) $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(LIBA): $(LIB_OBJS) $(BUILD)/stamp/LIB_OBJS
	@echo '  AR   $@'
	$(Q)rm -f $@ && $(AR) rcs $@ $(LIB_OBJS)

$(LIBSO): $(LIB_OBJS) $(BUILD)/stamp/LIB_OBJS lib/sanreq.map
	@echo '  LD   $@'
	$(Q)$(CC) $(CFLAGS) $(SHARED) $(LDFLAGS) -Wl,-soname,$(SONAME) \
	    -Wl,--version-script=lib/sanreq.map -o $@ $(LIB_OBJS) $(lib_libs)
	$(Q)ln -sf $(SONAME) $(BUILD)/libsanreq.so

# The archive as installed: one object, whose inner names stay inside.
$(LIBONE): $(LIB_OBJS) $(BUILD)/stamp/LIB_OBJS
	@mkdir -p $(@D)
	@echo '  AR   $@'
	$(Q)$(LD) -r -o $(@D)/libsanreq.o $(LIB_OBJS)
	$(Q)$(OBJCOPY) --localize-hidden $(@D)/libsanreq.o
	$(Q)rm -f $@ && $(AR) rcs $@ $(@D)/libsanreq.o

$(BUILD)/sanreq: $(CSR_OBJS) $(LIBA) $(BUILD)/stamp/CSR_OBJS
	@echo '  LD   $@'
	$(Q)$(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $(CSR_OBJS) $(LIBA) $(lib_libs)

$(BUILD)/sanreq-fetch: $(FETCH_OBJS) $(BUILD)/stamp/FETCH_OBJS
	@echo '  LD   $@'
	$(Q)$(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $(FETCH_OBJS) $(fetch_libs)

# --- tests -------------------------------------------------------------

.PHONY: setup-build setup-check check check-run demo demo-run check-san \
	fuzz-smoke fuzz lint bench
setup-build:
	@sh tests/setup.sh build
setup-check:
	@sh tests/setup.sh check

check: setup-check
	@$(MAKE) --no-print-directory check-run
demo: setup-build
	@$(MAKE) --no-print-directory demo-run
check-san: setup-check
	@$(MAKE) --no-print-directory SAN=1 check-run

units: $(UNITS)
replays: $(REPLAYS)

$(filter-out %/test_sanreq,$(UNITS)): $(BUILD)/unit/%: tests/unit/%.c $(LIBA) \
	$(BUILD)/stamp/COMPILE
	@mkdir -p $(@D)
	@echo '  LD   $@'
	$(Q)$(CC) $(STD) $(WARN) $(CFLAGS) $(HARD) $(CPPFLAGS) $(lib_cflags) \
	    -MMD -MP $(LINK) -o $@ $< $(filter %.o,$^) $(LIBA) $(lib_libs) \
	    $(more_libs) -lcmocka

# The helper's own folder is no part of the library.
$(BUILD)/unit/test_fetch_out: $(BUILD)/lib/fetch/out.o
$(BUILD)/unit/test_dns: $(BUILD)/lib/fetch/dns_message.o \
	$(BUILD)/lib/fetch/srv.o
$(BUILD)/replay/fuzz_dns: $(BUILD)/lib/fetch/dns_message.o
$(BUILD)/fuzz/fuzz_dns: $(BUILD)/fuzz/obj/lib/fetch/dns_message.o
$(BUILD)/unit/test_dns $(BUILD)/replay/fuzz_dns $(BUILD)/fuzz/fuzz_dns: \
	more_libs = -lcares
$(BUILD)/unit/test_access: $(BUILD)/lib/fetch/access.o $(BUILD)/lib/fetch/seen.o

# As a stranger would: by sanreq.h and the shared library alone.
$(BUILD)/unit/test_sanreq: tests/unit/test_sanreq.c $(LIBSO) \
	$(BUILD)/stamp/COMPILE
	@mkdir -p $(@D)
	@echo '  LD   $@'
	$(Q)$(CC) $(STD) $(WARN) $(CFLAGS) $(HARD) -Ilib -MMD -MP $(LINK) \
	    -o $@ $< -L$(BUILD) -lsanreq -Wl,-rpath,'$$ORIGIN/..' -lcmocka

$(REPLAYS): $(BUILD)/replay/%: tests/fuzz/%.c $(BUILD)/tests/fuzz/replay.o \
	$(LIBA) $(BUILD)/stamp/COMPILE
	@mkdir -p $(@D)
	@echo '  LD   $@'
	$(Q)$(CC) $(STD) $(WARN) $(CFLAGS) $(HARD) $(CPPFLAGS) $(lib_cflags) \
	    -MMD -MP $(LINK) -o $@ $< $(filter %.o,$^) $(LIBA) $(lib_libs) \
	    $(more_libs)

# libFuzzer wants the library built with coverage too
FUZZ_FLAGS = $(STD) -O1 -g -fno-sanitize-recover=all $(CPPFLAGS)
FUZZ_OBJS  = $(LIB_SRCS:%.c=$(BUILD)/fuzz/obj/%.o) $(BUILD)/fuzz/obj/shipped.o
FUZZ_CC    = clang $(FUZZ_FLAGS) $(lib_cflags) -MMD -MP
$(BUILD)/fuzz/obj/shipped.o: $(BUILD)/shipped.c $(BUILD)/stamp/FUZZ_FLAGS
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) -fsanitize=fuzzer-no-link,address,undefined -c -o $@ $<
$(BUILD)/fuzz/obj/%.o: %.c $(BUILD)/stamp/FUZZ_FLAGS
	@mkdir -p $(@D)
	@echo '  CC   $< (fuzz)'
	$(Q)$(FUZZ_CC) -fsanitize=fuzzer-no-link,address,undefined -c -o $@ $<

$(FUZZERS): $(BUILD)/fuzz/%: tests/fuzz/%.c $(FUZZ_OBJS) \
	$(BUILD)/stamp/FUZZ_FLAGS $(BUILD)/stamp/LIB_OBJS
	@mkdir -p $(@D)
	@echo '  LD   $@'
	$(Q)$(FUZZ_CC) -fsanitize=fuzzer,address,undefined -o $@ $< \
	    $(filter %.o,$^) $(lib_libs) $(more_libs)

TESTS = $(sort $(wildcard tests/integration/*.t))
check-run: build units replays
	@CMOCKA_MESSAGE_OUTPUT=TAP BUILD=$(abspath $(BUILD)) SRC=$(CURDIR) \
	    SAN=$(SAN) prove -j2 -e '' $(UNITS) $(TESTS)

FUZZ_SECONDS = 60
# a fixed seed: what breaks is new in what was changed
fuzz-smoke: $(FUZZERS)
	@sh tests/fuzz/smoke.sh $(FUZZ_SECONDS) 1 $(FUZZERS)
fuzz: $(FUZZERS)
	@sh tests/fuzz/smoke.sh $(FUZZ_SECONDS) 0 $(FUZZERS)

demo-run: build
	@BUILD=$(BUILD) sh tests/demo.sh

bench: setup-check
	@$(MAKE) --no-print-directory bench-run
bench-run: build
	@BUILD=$(abspath $(BUILD)) CC=$(CC) bash tests/bench/run.sh

lint: setup-check
	@sh tests/lint.sh

# --- install -----------------------------------------------------------

.PHONY: install uninstall clean
install: build $(LIBONE)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBEXECDIR) \
	    $(DESTDIR)$(PCDIR) $(DESTDIR)$(INCLUDEDIR) \
	    $(DESTDIR)$(DATADIR)/profiles $(DESTDIR)$(MANDIR)/man1
	install -m 755 $(BUILD)/sanreq $(DESTDIR)$(BINDIR)/sanreq
	install -m 755 $(BUILD)/sanreq-fetch $(DESTDIR)$(LIBEXECDIR)/sanreq-fetch
	install -m 644 $(LIBONE) $(LIBSO) $(DESTDIR)$(LIBDIR)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libsanreq.so
	install -m 644 lib/sanreq.h $(DESTDIR)$(INCLUDEDIR)/sanreq.h
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
	    -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|' \
	    -e 's|@REQUIRES@|$(LIB_PKGS)|' lib/sanreq.pc.in \
	    >$(DESTDIR)$(PCDIR)/sanreq.pc
	install -m 644 $(PROFILES) profiles/profile.schema.json \
	    $(DESTDIR)$(DATADIR)/profiles
	install -m 644 csr/sanreq.1 $(DESTDIR)$(MANDIR)/man1/sanreq.1

uninstall:
	rm -rf $(DESTDIR)$(BINDIR)/sanreq $(DESTDIR)$(LIBEXECDIR) \
	    $(DESTDIR)$(DATADIR) $(DESTDIR)$(MANDIR)/man1/sanreq.1 \
	    $(DESTDIR)$(LIBDIR)/$(SONAME) $(DESTDIR)$(LIBDIR)/libsanreq.so \
	    $(DESTDIR)$(LIBDIR)/libsanreq.a $(DESTDIR)$(PCDIR)/sanreq.pc \
	    $(DESTDIR)$(INCLUDEDIR)/sanreq.h

clean:
	rm -rf $(BUILD)

# --- what depends on what ------------------------------------------------

# A stamp holds what a variable was when things were made from it, and is
# renewed when that is another: other flags, a source file less.
define stamp
ifneq ($$(strip $$(file <$(BUILD)/stamp/$1)),$$(strip $$($1)))
$(BUILD)/stamp/$1: FORCE
endif
endef
$(foreach v,COMPILE FUZZ_FLAGS LIBEXECDIR PROFILES LIB_OBJS FETCH_OBJS \
	CSR_OBJS,$(eval $(call stamp,$v)))
$(BUILD)/stamp/%: Makefile
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$($*))' >$@

# all that -MMD wrote
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
