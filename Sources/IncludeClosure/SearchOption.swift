internal import ByteStrings
internal import CompilerCommand

/// What an option of the command line means to the search for headers.
enum SearchOption: Equatable {
    /// Adds a directory to a chain.
    case directory(SearchChain)
    /// `-iwithprefix`, `-iwithprefixbefore`: adds the prefix in force and a name.
    case prefixedDirectory(SearchChain)
    case prefix
    /// `--sysroot`.
    case sysroot
    /// `-isysroot`.
    case headerSysroot
    case include
    case imacros
    case define
    /// Shapes the compiler's own directories and nothing else.
    case shaping
    /// `-nostdinc`.
    case noOwnDirectories
    /// Says which language standard is spoken; trigraphs depend on it.
    case standard
    case trigraphs
    /// Not modelled.
    case unmodelled
    /// Nothing to the search.
    case none

    init(_ option: ParsedOption) {
        guard let row = option.option else {
            self = .none
            return
        }
        if let meaning = Self.meanings[row.name] {
            // `-I-` splits the chains in a way of its own; gcc calls it obsolete, clang refuses it.
            self =
                option.lacksValue || meaning == .directory(.bracket) && option.value == "-"
                ? .unmodelled : meaning
        } else if row.name == "-f" {
            // clang then looks for "x.h" beside every file on the way to the including one.
            self = option.value.hasPrefix("ms-compat") ? .unmodelled : .none
        } else {
            self = Self.meaning(of: row)
        }
    }

    private static func meaning(of row: CompilerOption) -> SearchOption {
        if row.traits.contains(.native) { return .shaping }
        if row.role == .frontendWord { return .unmodelled }
        if row.traits.contains(.preprocessor), !row.traits.contains(.dependency) { return .unmodelled }
        switch row.hazard {
        case .plugin, .specs, .otherTools, .configFile, .modules, .precompiledHeader, .characterSet,
            .preprocessorMode, .offloading, .frontendOption, .workingDirectory, .unknown:
            return .unmodelled
        default: return .none
        }
    }

    /// Whether the compiler's own directories depend on it.
    var isShaping: Bool {
        switch self {
        case .shaping, .prefix, .sysroot, .headerSysroot, .noOwnDirectories: true
        default: false
        }
    }

    /// By the name of the row in CompilerCommand's table. A preprocessor option without a row here is not modelled.
    private static let meanings: [ByteString: SearchOption] = {
        var table: [ByteString: SearchOption] = [:]
        let rows: [(String, SearchOption)] = [
            ("-I --include-directory --include-directory=", .directory(.bracket)),
            ("-iquote", .directory(.quote)),
            ("-isystem", .directory(.system)),
            ("-idirafter --include-directory-after --include-directory-after=", .directory(.after)),
            ("--embed-dir --embed-dir=", .directory(.embed)),
            // gcc(1) says that -iwithprefix is searched after the others; gcc's c-opts.cc adds to the system chain.
            (
                "-iwithprefix --include-with-prefix --include-with-prefix= --include-with-prefix-after "
                    + "--include-with-prefix-after=", .prefixedDirectory(.system)
            ),
            (
                "-iwithprefixbefore --include-with-prefix-before --include-with-prefix-before=",
                .prefixedDirectory(.bracket)
            ),
            ("-iprefix --include-prefix --include-prefix=", .prefix),
            ("--sysroot --sysroot=", .sysroot),
            ("-isysroot", .headerSysroot),
            ("-include --include --include=", .include),
            ("-imacros --imacros --imacros=", .imacros),
            ("-D --define-macro --define-macro=", .define),
            ("-nostdinc --no-standard-includes", .noOwnDirectories),
            (
                "-nostdinc++ -nostdlibinc -nobuiltininc -ibuiltininc -imultilib -imultiarch -stdlib= --stdlib= "
                    + "--target= -target --gcc-toolchain= -gcc-toolchain --gcc-install-dir= --gcc-triple= -m",
                .shaping
            ),
            ("-trigraphs --trigraphs -ftrigraphs", .trigraphs),
            ("-std= --std --std= -ansi --ansi", .standard),
            (
                "--assert --assert= --trace-includes --undefine-macro --undefine-macro= -A -H -P -U -Wp, "
                    + "-Xpreprocessor -fcanonical-system-headers -fcrash-diagnostics-dir= -fdebug-cpp "
                    + "-fextended-identifiers -finput-charset=UTF-8 -finput-charset=UTF8 -finput-charset=utf-8 "
                    + "-finput-charset=utf8 -fmax-include-depth= -ftrack-macro-expansion= -fpch-deps "
                    + "-fworking-directory -no-cpp-precomp -no-integrated-cpp -undef -gen-reproducer", .none
            ),
        ]
        for (names, meaning) in rows {
            for name in ByteString(names).split(" ") { table[name] = meaning }
        }
        return table
    }()
}

/// The lists that directories are put into.
enum SearchChain: UInt8, Hashable {
    case quote, bracket, system, after, embed
}
