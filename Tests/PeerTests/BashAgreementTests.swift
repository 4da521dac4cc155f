import BashSyntax
import ByteStrings
import Processes
import Testing

/// What is evaluated without running anything is what bash comes to, or is reported as dynamic.
@Suite(.serialized, .timeLimit(.minutes(1))) struct BashAgreementTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
    }

    /// Texts as PKGBUILDs and makepkg.conf have them.
    static let texts: [String] = [
        """
        # Maintainer: A. Nobody <nobody@example.org>
        pkgbase=linux-zen
        pkgname=("$pkgbase" "$pkgbase-headers")
        _major=6.9
        _minor=3
        pkgver=${_major}.${_minor}.zen1
        _srcname=linux-${pkgver%.*}
        _srctag=v${pkgver%.*}-${pkgver##*.}
        pkgrel=1
        arch=(x86_64 aarch64)
        url="https://example.org/${pkgname[0]}"
        options=(!strip !debug)
        source=(
          https://cdn.example.org/v${pkgver%%.*}.x/${_srcname}.tar.{xz,sign}
          $url/releases/download/$_srctag/linux-$_srctag.patch.zst{,.sig}
          config  # the main kernel config file
        )
        sha256sums=('SKIP' 'SKIP' "$(printf x)" SKIP SKIP)
        build() { cd $_srcname; make all; }
        """,
        """
        pkgname=python-foo
        _name=${pkgname#python-}
        pkgver=1.2.3
        provides=("$_name=$pkgver" "${_name^^}")
        source=("https://files.example.org/${_name::1}/$_name/${_name//-/_}-$pkgver.tar.gz")
        depends=(python)
        [[ $pkgver == 1.* ]] && depends+=(python-old)
        if (( ${#depends[@]} > 1 )); then epoch=1; else epoch=2; fi
        for _p in a b c; do checkdepends+=("python-$_p"); done
        case $_name in foo) license=(MIT) ;; *) license=(GPL) ;; esac
        """,
        """
        CARCH="x86_64"
        CHOST="x86_64-pc-linux-gnu"
        CFLAGS="-march=x86-64 -mtune=generic -O2 -pipe -fno-plt -fexceptions \\
                -Wp,-D_FORTIFY_SOURCE=3 -Wformat -Werror=format-security \\
                -fstack-clash-protection -fcf-protection"
        CXXFLAGS="$CFLAGS -Wp,-D_GLIBCXX_ASSERTIONS"
        LDFLAGS="-Wl,-O1 -Wl,--sort-common -Wl,--as-needed"
        LTOFLAGS="-flto=auto"
        MAKEFLAGS="-j$((2 * 4 + 1))"
        BUILDENV=(!distcc color !ccache check !sign)
        DISTCC_HOSTS='red/8 127.0.0.1:3633/4,lzo'
        OPTIONS=(strip docs !libtool !staticlibs emptydirs zipman purge !debug lto)
        STRIP_BINARIES="--strip-all"
        PURGE_TARGETS=(usr/{,share}/info/dir .packlist *.pod)
        COMPRESSZST=(zstd -c -T0 -)
        PKGEXT='.pkg.tar.zst'
        """,
        """
        _tags=([stable]=1 [testing]=2)
        declare -A _map=([a]=1 ["b c"]='x y')
        _map[d]="${_map[a]}2"
        _list=(one 'two three' $'four\\tfive')
        _list[7]=eight
        _list+=("nine ${_list[1]}")
        unset '_list[0]'
        _count=${#_list[@]}
        _last=${_list[-1]}
        _join="${_list[*]}"
        _slice=("${_list[@]:1:2}")
        _default=${_nothing:-none} _alt=${_count:+some}
        _len=${#_join} _up=${_last^} _cut=${_join#* } _sub=${_join/e/E} _all=${_join//e/E}
        _math=$(( (3 + 4) * 2 ** 3 % 5 )) _hex=$((0xff)) _cmp=$((3 > 2 ? 10 : 20))
        printf -v _padded '%03d' 7
        _here=$(cat <<EOF
        text
        EOF
        )
        """,
    ]

    @Test(arguments: texts)
    func `bash comes to the same values`(text: String) async throws {
        var evaluation = Evaluation(unsetVariables: .empty)
        evaluation.evaluate(SyntaxTree(parsing: ByteString(text)), file: "text", scope: .global)
        var known = 0
        for (name, variable) in evaluation.variables.sorted(by: { $0.key < $1.key }) {
            guard let words = words(of: variable.value) else { continue }
            known += 1
            let real = try await bash(text, printing: name, isList: !isScalar(variable.value))
            #expect(real == words, "\(name)")
        }
        // Nothing but what needs a program may stay unknown.
        #expect(known >= evaluation.variables.count - 2)
    }

    private func isScalar(_ value: Value) -> Bool {
        if case .scalar = value { true } else { false }
    }

    /// A value as `KEY` and `VALUE` in turn; `nil` when it is dynamic.
    private func words(of value: Value) -> [ByteString]? {
        switch value {
        case .scalar(let text): [text]
        case .array(let elements):
            elements.sorted { $0.key < $1.key }.flatMap { ["\($0.key)", $0.value] }
        case .associative(let elements): elements.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        case .dynamic: nil
        }
    }

    /// The same from bash.
    private func bash(_ text: String, printing name: ByteString, isList: Bool) async throws -> [ByteString] {
        let list: ByteString = """
            declare -n _ref=\(name)
            printf '%s\\n' "${!_ref[@]}" | LC_ALL=C sort -n |
                while IFS= read -r _key; do printf '%s\\0%s\\0' "$_key" "${_ref[$_key]}"; done
            """
        let scalar: ByteString = "printf '%s\\0' \"$" + name + "\""
        // An empty directory: patterns match nothing.
        let script = ByteString(text) + "\n" + (isList ? list : scalar)
        let result = try await capture(
            "/bin/bash", arguments: ["--norc", "-c", script],
            environment: ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"],
            workingDirectory: place.work)
        #expect(result.waitStatus.isSuccess, "\(ByteString(result.standardError))")
        return ByteString(result.standardOutput).split("\0", keepingEmpty: true).dropLast()
    }
}
