public import ByteStrings

/// The flags that say on any machine what `-march=native` and its kin say on this one.
///
/// A name alone is not enough. gcc takes an unknown CPU for the nearest one that it knows and then states
/// every extension, those that are missing too (a hypervisor may hide some), and the sizes of the caches as
/// `--param`, which steer prefetching and unrolling. clang names a CPU and a list of features. Both say so
/// under `-###`: gcc in driver options that can be used as they stand, clang in options of its compiler proper,
/// which are translated here to driver options, since `-Xclang` is refused or misunderstood by many tools.
///
/// What a compiler says is taken literally; whether the replacement means the same to it is then asked
/// (`NativeResolver`), and where it does not, there is no replacement and the compile stays here.
public struct NativeFlags: Equatable, Sendable {
    /// To be put before all other `-m` options, where gcc and clang put what `native` stands for: an explicit
    /// `-mno-avx512f` wins over it from any place.
    public var flags: [ByteString]

    public init(flags: [ByteString]) {
        self.flags = flags
    }

    /// - Parameters:
    ///   - driverOutput: What the compiler wrote on stderr when it was started with `NativeQuery.arguments`.
    ///   - arguments: The command line that the question was made for.
    /// - Returns: `nil` when nothing in `arguments` is native, when the output has no command of a compiler
    ///   proper (an error message, another compiler), or when clang's answer has no driver options.
    public init?(driverOutput: ByteString, for arguments: [ByteString]) {
        let options = NativeOptions(arguments: arguments)
        guard !options.isEmpty, let output = DriverOutput(driverOutput) else { return nil }
        let asked = Set(NativeQuery.relevant(arguments))
        let found =
            switch output.compiler {
            case .gcc: Self.gccFlags(output.arguments, options, asked)
            case .clang: Self.clangFlags(output.arguments, options)
            }
        guard let found, !found.isEmpty else { return nil }
        flags = found
    }

    /// The command line with the flags in place of every `-march=native`, `-mtune=native` and `-mcpu=native`.
    ///
    /// - Parameter arguments: Without argv[0].
    public func replacing(in arguments: [ByteString]) -> [ByteString] {
        flags + arguments.filter { !NativeOptions.isNative($0) }
    }
}

// MARK: - gcc

extension NativeFlags {
    private static func gccFlags(
        _ words: [ByteString], _ options: NativeOptions, _ asked: Set<ByteString>
    ) -> [ByteString]? {
        var result: [ByteString] = []
        for (word, next) in machineWords(words) {
            if word == "--param" {
                result.append("--param=" + next)
            } else if let named = NativeOptions.prefixes.first(where: { word.hasPrefix($0.0) }) {
                // gcc adds its defaults for what was not asked: -march=x86-64 to -mtune=native. Tuning follows
                // the architecture unless the command line has a word on it.
                let follows = named.1 == .tuning && !options.isDisjoint(with: [.architecture, .cpu])
                // x86 keeps -mcpu as an old name of -mtune, and answers with the new one.
                let renamed = named.1 == .tuning && options.contains(.cpu)
                if !asked.contains(word), options.contains(named.1) || follows || renamed {
                    result.append(word)
                }
            } else if !options.isDisjoint(with: [.architecture, .cpu]), !asked.contains(word),
                !gccDefaults.contains(where: { word.hasPrefix($0) })
            {
                result.append(word)
            }
        }
        return result
    }

    /// The options about the machine, with the following word for those that have one.
    private static func machineWords(_ words: [ByteString]) -> [(ByteString, ByteString)] {
        let nexts = words.dropFirst() + [""]
        return zip(words, nexts).filter { word, _ in word == "--param" || word.hasPrefix("-m") }
    }

    /// What gcc's configuration adds to every command, native or not. `-mabi=` is aarch64's and RISC-V's.
    private static let gccDefaults: [ByteString] = [
        "-mlittle-endian", "-mbig-endian", "-mabi=", "-mfloat-abi=", "-mtls-dialect=", "-misa-spec=",
    ]
}

// MARK: - clang

extension NativeFlags {
    private static func clangFlags(_ words: [ByteString], _ options: NativeOptions) -> [ByteString]? {
        let answer = ClangTarget(words)
        var result: [ByteString] = []
        if !options.isDisjoint(with: [.architecture, .cpu]) {
            guard let cpu = answer.cpu else { return nil }
            switch answer.architecture {
            case .x86:
                result.append("-march=" + cpu)
                result += answer.features.compactMap(x86Flag)
            case .other:
                // -march=native on AArch64 gives features of an unnamed CPU, which no option repeats.
                guard options.contains(.cpu) else { return nil }
                let missing = answer.features.compactMap { $0.dropping(prefix: "-") }
                result.append("-mcpu=" + cpu + ByteString(missing.flatMap { ("+no" + $0).bytes }))
            }
        }
        if options.contains(.tuning) {
            guard let tuning = answer.tuning ?? answer.cpu else { return nil }
            result.append("-mtune=" + tuning)
        }
        return result
    }

    private static func x86Flag(_ feature: ByteString) -> ByteString? {
        let name = ByteString(feature.bytes.dropFirst())
        if ClangTarget.impliedFeatures.contains(name) { return nil }
        return feature.hasPrefix("+") ? "-m" + name : "-mno-" + name
    }
}

/// What clang's driver tells its compiler proper about the CPU.
struct ClangTarget: Equatable {
    enum Architecture {
        case x86
        case other
    }

    var architecture = Architecture.other
    var cpu: ByteString?
    var tuning: ByteString?
    /// `+name` or `-name`, in the driver's order.
    var features: [ByteString] = []

    init(_ words: [ByteString]) {
        for (word, next) in zip(words, words.dropFirst()) {
            switch word {
            case "-triple":
                architecture = Self.x86Triples.contains { next.hasPrefix($0) } ? .x86 : .other
            case "-target-cpu": cpu = next
            case "-tune-cpu": tuning = next
            case "-target-feature": features.append(next)
            default: continue
            }
        }
    }

    private static let x86Triples: [ByteString] = ["x86_64-", "i386-", "i486-", "i586-", "i686-"]

    /// Features that every x86-64 has and that no driver option names.
    static let impliedFeatures: Set<ByteString> = ["64bit", "cmov", "cx8"]
}
