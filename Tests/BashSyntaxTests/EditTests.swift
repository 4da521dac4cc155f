import BashSyntax
import ByteStrings
import Testing

/// A text before and after one edit.
struct EditCase: Sendable, CustomTestStringConvertible {
    var edit: Edit
    var before: ByteString
    var after: ByteString

    init(_ edit: Edit, _ before: ByteString, _ after: ByteString) {
        (self.edit, self.before, self.after) = (edit, before, after)
    }

    var testDescription: String {
        before.split("\n").joined(separator: "⏎").string
    }
}

/// The text after the edit; the edit again changes nothing, and every byte outside of the plan is kept.
func expectEdit(_ row: EditCase, at location: SourceLocation = #_sourceLocation) throws {
    let tree = SyntaxTree(parsing: row.before)
    let plan = try tree.plan(row.edit)
    let result = tree.applying(plan)
    #expect(ByteString(result.source) == row.after, sourceLocation: location)
    #expect(result.diagnostics.count <= tree.diagnostics.count, sourceLocation: location)
    #expect(try result.plan(row.edit) == [], "a second time", sourceLocation: location)
}

@Suite struct `Edits of arrays` {
    private static func append(
        _ elements: ByteString..., to array: ByteString, in function: ByteString? = nil
    )
        -> Edit
    {
        .appendElements(elements, array: array, function: function)
    }

    @Test(arguments: [
        EditCase(append("c", to: "x"), "x=(a b)\n", "x=(a b c)\n"),
        EditCase(append("c", to: "x"), "x=( a b )\n", "x=( a b c )\n"),
        EditCase(append("a", "'c'", to: "x"), "x=(\"a\" b)", "x=(\"a\" b 'c')"),
        EditCase(append("'!lto'", to: "options"), "options=()\n", "options=('!lto')\n"),
        EditCase(append("a", to: "x"), "x=(\n)\n", "x=(a\n)\n"),
        EditCase(append("a", to: "x"), "x=(# none\n)\n", "x=(a # none\n)\n"),
        EditCase(
            append("c", to: "x"), "x=(\n  a # one\n  b # two\n)\n", "x=(\n  a # one\n  b # two\n  c\n)\n"),
        EditCase(append("c", to: "x"), "x=('a'\n   'b')\n", "x=('a'\n   'b'\n   c)\n"),
        EditCase(append("e", to: "x"), "x=(a b\n   c d)\n", "x=(a b\n   c d e)\n"),
        EditCase(append("c", to: "x"), "x=(a \\\n\tb \\\n)\n", "x=(a \\\n\tb\n\tc \\\n)\n"),
        EditCase(append("c", to: "x"), "x=(a)\nx+=(b)\nx+=($(d))\n", "x=(a c)\nx+=(b)\nx+=($(d))\n"),
        EditCase(append("c", to: "x"), "foo && x+=(b)\nx+=(d)", "foo && x+=(b c)\nx+=(d)"),
        EditCase(
            append("c", to: "x"), "if a; then x=(1); else x=(2 c); fi\n",
            "if a; then x=(1 c); else x=(2 c); fi\n"),
        EditCase(append("c", to: "x"), "f() { x=(a); }\nx=(b)\n", "f() { x=(a); }\nx=(b c)\n"),
        EditCase(append("c", to: "x"), "x=([3]=a [1]=b)", "x=([3]=a [1]=b c)"),
        EditCase(
            append("'b=1'", to: "_flags", in: "build"),
            "build() {\n  local _flags=(\n    'a=1' # why\n    # the end\n  )\n  readarray -t -O ${#_flags[@]} _flags < f\n}\n",
            "build() {\n  local _flags=(\n    'a=1' # why\n    'b=1'\n    # the end\n  )\n  readarray -t -O ${#_flags[@]} _flags < f\n}\n"
        ),
        EditCase(append("a", to: "x"), "x=($'a')", "x=($'a')"),
        EditCase(
            append("c", to: "x", in: "f"), "function f {\n\tlocal -a x=(a)\n}",
            "function f {\n\tlocal -a x=(a c)\n}"),
        EditCase(
            append("c", to: "x", in: "f"), "if a; then f() { x=(1); }; else f() { x=(2); }; fi",
            "if a; then f() { x=(1 c); }; else f() { x=(2 c); }; fi"),
    ])
    func `are appended to`(row: EditCase) throws {
        try expectEdit(row)
    }

    private static func replace(_ pattern: ByteString, _ with: ByteString..., in array: ByteString) -> Edit {
        .replaceElement(matching: pattern, with: with, array: array, function: nil)
    }

    @Test(arguments: [
        EditCase(
            replace("lto", "!lto", in: "options"), "options=(strip 'lto' debug)", "options=(strip !lto debug)"
        ),
        EditCase(
            replace("gcc*", "gcc", "gdb", in: "x"), "x=(a gcc14 b)\nx+=(gcc13)",
            "x=(a gcc gdb b)\nx+=(gcc gdb)"),
        EditCase(replace("a", "a", "b", in: "x"), "x=(a c)", "x=(a b c)"),
        EditCase(
            replace("!distcc", in: "options"), "options=(strip !distcc !ccache)", "options=(strip !ccache)"),
        EditCase(replace("!distcc", in: "options"), "options=('!distcc' !ccache)", "options=(!ccache)"),
        EditCase(replace("!distcc", in: "options"), "options=(!ccache !distcc)", "options=(!ccache)"),
        EditCase(replace("!distcc", in: "options"), "options=(!distcc)", "options=()"),
        EditCase(replace("!*", in: "options"), "options=(!a !b !c)", "options=()"),
        EditCase(replace("b", in: "x"), "x=(a\n   b\n   c)", "x=(a\n   c)"),
        EditCase(replace("b", in: "x"), "x=(a\n   b # why\n   c)", "x=(a\n   # why\n   c)"),
        EditCase(replace("b", in: "x"), "x=(a b # why\n)", "x=(a # why\n)"),
        EditCase(replace("b", in: "x"), "x=(b # why\n)", "x=(# why\n)"),
    ])
    func `have elements replaced`(row: EditCase) throws {
        try expectEdit(row)
    }
}

@Suite struct `Edits of functions` {
    private static func insert(
        _ lines: ByteString, _ side: Edit.Side, _ pattern: ByteString, _ occurrence: Edit.Occurrence = .first,
        in function: ByteString = "build"
    ) -> Edit {
        .insert(lines, side, CommandPattern(pattern), occurrence, function: function)
    }

    private static let sed: ByteString = "sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig"

    // The shapes of section 4.1 of the notes on PKGBUILDs: Arch, linux-ck, linux-git, linux-rpi, CachyOS, ALARM.
    @Test(arguments: [
        EditCase(
            insert(sed, .before, "*make ... olddefconfig", in: "prepare"),
            "prepare() {\n  cd $_srcname\n\n  echo \"Setting config...\"\n  cp ../config.$CARCH .config\n  make olddefconfig\n  diff -u ../config.$CARCH .config || :\n\n  make -s kernelrelease > version\n}\n",
            "prepare() {\n  cd $_srcname\n\n  echo \"Setting config...\"\n  cp ../config.$CARCH .config\n  sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n  make olddefconfig\n  diff -u ../config.$CARCH .config || :\n\n  make -s kernelrelease > version\n}\n"
        ),
        EditCase(
            insert(sed, .before, "*make ... olddefconfig", in: "prepare"),
            "prepare() {\n    diff a b || :\n    make LLVM=1 \\\n         LLVM_IAS=1 olddefconfig # again\n}\n",
            "prepare() {\n    diff a b || :\n    sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n    make LLVM=1 \\\n         LLVM_IAS=1 olddefconfig # again\n}\n"
        ),
        EditCase(
            insert(sed, .before, "*make ... olddefconfig", in: "prepare"),
            "prepare() {\n\t_make -s kernelrelease > version\n\t_make olddefconfig\n}\n",
            "prepare() {\n\t_make -s kernelrelease > version\n\tsed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n\t_make olddefconfig\n}\n"
        ),
        EditCase(
            insert(sed, .before, "make ... olddefconfig", .every, in: "prepare"),
            "prepare() {\n  if [ -n \"$_x\" ]; then\n    make olddefconfig\n  else\n    make ARCH=arm64 olddefconfig\n  fi\n}\n",
            "prepare() {\n  if [ -n \"$_x\" ]; then\n    sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n    make olddefconfig\n  else\n    sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n    make ARCH=arm64 olddefconfig\n  fi\n}\n"
        ),
        EditCase(
            insert(sed, .before, "make ... @(prepare|config)", in: "prepare"),
            "prepare() {\n  make \"${BUILD_FLAGS[@]}\" prepare\n  yes \"\" | make \"${BUILD_FLAGS[@]}\" config >/dev/null\n}",
            "prepare() {\n  sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n  make \"${BUILD_FLAGS[@]}\" prepare\n  yes \"\" | make \"${BUILD_FLAGS[@]}\" config >/dev/null\n}"
        ),
        EditCase(
            insert(sed, .before, "make"),
            "build() {\n  cd x\n  # get kernel version\n  make prepare\n  make ${MAKEFLAGS} Image\n}\n",
            "build() {\n  cd x\n  # get kernel version\n  sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n  make prepare\n  make ${MAKEFLAGS} Image\n}\n"
        ),
        EditCase(
            insert(sed, .before, "make ... olddefconfig", in: "prepare"),
            "prepare() {\n  ### sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n  make olddefconfig\n}\n",
            "prepare() {\n  ### sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n  sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n  make olddefconfig\n}\n"
        ),
        EditCase(
            insert(sed, .before, "make ... olddefconfig", in: "prepare"),
            "prepare() {\n  sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n  make olddefconfig\n}\n",
            "prepare() {\n  sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n  make olddefconfig\n}\n"
        ),
    ])
    func `put a line before a kernel's configuration`(row: EditCase) throws {
        try expectEdit(row)
    }

    @Test(arguments: [
        // A condition, a pipeline, a substitution and a list: the whole of it is the neighbour.
        EditCase(
            insert("x", .before, "make"), "build() {\n  if ! make a; then\n    b\n  fi\n}",
            "build() {\n  x\n  if ! make a; then\n    b\n  fi\n}"),
        EditCase(
            insert("x", .before, "make"), "build() {\n  cd a && \\\n    make\n}",
            "build() {\n  x\n  cd a && \\\n    make\n}"),
        EditCase(
            insert("x", .before, "make"), "build() {\n  v=$(make v)\n}", "build() {\n  x\n  v=$(make v)\n}"),
        EditCase(
            insert("x", .before, "make"), "build() {\n  CC=gcc make -C a\n}",
            "build() {\n  x\n  CC=gcc make -C a\n}"),
        EditCase(
            insert("x", .before, "make"), "build() {\n  for i in a; do\n    ( make )\n  done\n}",
            "build() {\n  for i in a; do\n    ( \n      x\n      make )\n  done\n}"),
        EditCase(insert("x", .before, "make"), "build() { make; }", "build() { \n  x\n  make; }"),
        EditCase(
            insert("x", .before, "make"), "build() {\n  cd a; make\n}", "build() {\n  cd a; \n  x\n  make\n}"),
        EditCase(
            insert("x", .before, "make"), "build() {\n  case a in\n    b) make ;;\n  esac\n}",
            "build() {\n  case a in\n    b) \n      x\n      make ;;\n  esac\n}"),
        EditCase(
            insert("make 1", .before, "make"), "build() {\n  make 2\n}", "build() {\n  make 1\n  make 2\n}"),
        EditCase(
            insert("x", .after, "make"), "build() {\n  make # why\n  b\n}",
            "build() {\n  make # why\n  x\n  b\n}"),
        EditCase(insert("x", .after, "make"), "build() {\n  make; b\n}", "build() {\n  make;\n  x\n   b\n}"),
        EditCase(
            insert("x", .after, "make"), "build() {\n  if a; then make; b; fi\n}",
            "build() {\n  if a; then make;\n    x\n     b; fi\n}"),
        EditCase(
            insert("x", .after, "make"), "build() {\n  make &\n  wait\n}",
            "build() {\n  make &\n  x\n  wait\n}"),
        EditCase(
            insert("x", .after, "make", .last), "build() {\n  make\n  make\n}",
            "build() {\n  make\n  make\n  x\n}"),
        EditCase(
            insert("x", .after, "cat"), "build() {\n  cat <<A - <<-B > f\n a\nA\n\tb\n\tB\n  y\n}",
            "build() {\n  cat <<A - <<-B > f\n a\nA\n\tb\n\tB\n  x\n  y\n}"),
        EditCase(
            insert("x", .before, "cat"), "build() {\n  cat <<A\nmake\nA\n}",
            "build() {\n  x\n  cat <<A\nmake\nA\n}"),
        EditCase(
            insert("x", .after, "make"), "build() {\n  make |\n    tee l\n}",
            "build() {\n  make |\n    tee l\n  x\n}"),
        EditCase(
            insert("cat <<E > f\n  a\nE\nif a; then\n  'b\nc'\nfi", .before, "make"), "build() {\n  make\n}",
            "build() {\n  cat <<E > f\n  a\nE\n  if a; then\n    'b\nc'\n  fi\n  make\n}"),
        EditCase(
            insert("x", .before, "'make' \"a b\""), "build() {\n  'ma'ke a\n}\n", "build() {\n  'ma'ke a\n}\n"
        ),
        EditCase(.insertAtStart("x", function: "f"), "f() {\n  a\n}\n", "f() {\n  x\n  a\n}\n"),
        EditCase(
            .insertAtStart("x\ny", function: "f"), "f ()\n{ # why\n\ta\n}\n",
            "f ()\n{ # why\n\tx\n\ty\n\ta\n}\n"),
        EditCase(.insertAtStart("x", function: "f"), "f() { a; }", "f() {\n  x\n   a; }"),
        EditCase(.insertAtStart("x", function: "f"), "f() (\n    a\n)", "f() (\n    x\n    a\n)"),
        EditCase(.insertAtEnd("x", function: "f"), "f() {\n  a\n}\n", "f() {\n  a\n  x\n}\n"),
        EditCase(.insertAtEnd("x", function: "f"), "f() { a; }", "f() { a; \n  x\n}"),
        EditCase(
            .insertAtEnd("x", function: "f"), "f() {\n  cat <<E\na\nE\n}", "f() {\n  cat <<E\na\nE\n  x\n}"),
        EditCase(
            .insertAtEnd("x", function: "f-g"), "function f-g {\n    a\n} >l\n",
            "function f-g {\n    a\n    x\n} >l\n"),
        EditCase(.addFunction("f", body: "a\nb"), "x=1", "x=1\n\nf() {\n  a\n  b\n}\n"),
        EditCase(.addFunction("f", body: "a"), "g() {\n\tb\n}\n", "g() {\n\tb\n}\n\nf() {\n\ta\n}\n"),
        EditCase(
            .wrapFunction("build", inner: "_build", body: "export X=1\n_build"),
            "build() {\n    make\n}\npackage() { :; }\n",
            "_build() {\n    make\n}\npackage() { :; }\n\nbuild() {\n    export X=1\n    _build\n}\n"),
    ])
    func `put lines where they belong`(row: EditCase) throws {
        if row.before == row.after, case .insert = row.edit {
            #expect(throws: EditError.self) { try SyntaxTree(parsing: row.before).plan(row.edit) }
        } else {
            try expectEdit(row)
        }
    }

    private static let flags = Edit.appendBeforeUse(
        ["'is_cfi=false'", "'chrome_pgo_phase=0'"], array: "_flags", function: "build")

    // Section 4.2: Arch's chromium, ungoogled-chromium, electron, cef, and what ms178 has.
    @Test(arguments: [
        EditCase(
            flags,
            "build() {\n  local _flags=(\n    'a=1'\n    'is_official_build=true' # implies is_cfi=true on x86_64\n  )\n\n  if (( _system_clang )); then\n    _flags+=(\n      'chrome_pgo_phase=0'\n    )\n  fi\n\n  gn gen out/Release --args=\"${_flags[*]}\"\n  ninja -C out/Release\n}\n",
            "build() {\n  local _flags=(\n    'a=1'\n    'is_official_build=true' # implies is_cfi=true on x86_64\n  )\n\n  if (( _system_clang )); then\n    _flags+=(\n      'chrome_pgo_phase=0'\n    )\n  fi\n\n  _flags+=('is_cfi=false' 'chrome_pgo_phase=0')\n  gn gen out/Release --args=\"${_flags[*]}\"\n  ninja -C out/Release\n}\n"
        ),
        EditCase(
            flags,
            "build() {\n  local _flags=('is_cfi=false')\n  readarray -t -O ${#_flags[@]} _flags < flags.gn\n  _flags+=('b=1')\n  gn gen out/Release \\\n    --args=\"import(\\\"//x.gn\\\") ${_flags[*]}\"\n}\n",
            "build() {\n  local _flags=('is_cfi=false')\n  readarray -t -O ${#_flags[@]} _flags < flags.gn\n  _flags+=('b=1')\n  _flags+=('is_cfi=false' 'chrome_pgo_phase=0')\n  gn gen out/Release \\\n    --args=\"import(\\\"//x.gn\\\") ${_flags[*]}\"\n}\n"
        ),
        EditCase(
            flags,
            "build() {\n    local _flags=('is_cfi=false' 'x=1')\n    export GN_DEFINES=\"${_flags[*]}\"\n    python gclient_hook.py \"${_flags[@]}\"\n}\n",
            "build() {\n    local _flags=('is_cfi=false' 'x=1')\n    _flags+=('chrome_pgo_phase=0')\n    export GN_DEFINES=\"${_flags[*]}\"\n    python gclient_hook.py \"${_flags[@]}\"\n}\n"
        ),
        EditCase(
            flags,
            "build() {\n  _flags=('is_cfi=false' 'chrome_pgo_phase=0' \"chrome_pgo_phase=$_pgo_phase\")\n  _flags=(\"${_flags[@]}\" a)\n  echo \"${_flags[@]/#/--}\"\n}\n",
            "build() {\n  _flags=('is_cfi=false' 'chrome_pgo_phase=0' \"chrome_pgo_phase=$_pgo_phase\")\n  _flags=(\"${_flags[@]}\" a)\n  _flags+=('chrome_pgo_phase=0')\n  echo \"${_flags[@]/#/--}\"\n}\n"
        ),
        EditCase(
            flags,
            "build() {\n  _flags=('is_cfi=false' 'chrome_pgo_phase=0')\n  gn gen \"${_flags[*]}\"\n}\n",
            "build() {\n  _flags=('is_cfi=false' 'chrome_pgo_phase=0')\n  gn gen \"${_flags[*]}\"\n}\n"),
        EditCase(
            flags, "build() {\n  cat > args.gn <<END\n${_flags[@]}\nEND\n}\n",
            "build() {\n  _flags+=('is_cfi=false' 'chrome_pgo_phase=0')\n  cat > args.gn <<END\n${_flags[@]}\nEND\n}\n"
        ),
    ])
    func `append to an array before its use`(row: EditCase) throws {
        try expectEdit(row)
    }

    @Test(arguments: [
        EditCase(
            .assign("gcc", variable: "CC", .every, function: nil), "CC=clang\nf() { CC=a; }",
            "CC=gcc\nf() { CC=a; }"),
        EditCase(
            .assign("'a b'", variable: "x", .last, function: "f"), "f() {\n  local x=1\n  export x=$(y) z\n}",
            "f() {\n  local x=1\n  export x='a b' z\n}"),
        EditCase(.assign("(a)", variable: "x", .first, function: nil), "x=() y=1\nx=(b)", "x=(a) y=1\nx=(b)"),
        EditCase(.assign("", variable: "x", .first, function: nil), "x=1", "x="),
        EditCase(.assign("1", variable: "x", .every, function: "f"), "f() { x= make; }", "f() { x=1 make; }"),
        EditCase(
            .replaceWord("/usr/bin/gcc", with: "gcc", function: nil),
            "CC=/usr/bin/gcc make \"X=/usr/bin/gcc -m32\" /usr/bin/gcc-14 $r/usr/bin/gcc # /usr/bin/gcc\ncat <<E\ncc = \"/usr/bin/gcc\"\nE\n",
            "CC=gcc make \"X=gcc -m32\" /usr/bin/gcc-14 $r/usr/bin/gcc # /usr/bin/gcc\ncat <<E\ncc = \"gcc\"\nE\n"
        ),
        EditCase(
            .replaceWord("gcc-14", with: "gcc", function: "build"),
            "depends=(gcc-14)\nbuild() {\n  CC=gcc-14 ./configure\n}\n",
            "depends=(gcc-14)\nbuild() {\n  CC=gcc ./configure\n}\n"),
        EditCase(
            .replaceWord("gcc", with: "ccache gcc", function: nil), "CC='gcc' make gcc",
            "CC='ccache gcc' make ccache gcc"),
    ])
    func `change values and words`(row: EditCase) throws {
        try expectEdit(row)
    }
}
