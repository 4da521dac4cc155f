import ByteStrings
import Glibc
import Makepkg
import Toolchain

/// Finds a program as a shell would.
enum CompilerLookup {
    /// The first executable file of that name in PATH; the name itself when there is none, or when it is a path.
    static func path(of name: ByteString, _ environment: ProcessEnvironment) -> ByteString {
        if name.contains(UInt8(ascii: "/")) { return name }
        let found = (environment["PATH"] ?? "").split(":").lazy.map { $0.appending(path: name) }.first {
            path in
            unsafe path.withCString { unsafe access($0, X_OK) } == 0
        }
        return found ?? name
    }

    /// `gcc 14.2.0` or `clang 18.1.8` of the compiler that CC or else the name gcc leads to; `nil` when it does not
    /// say. It is run to learn that, a few
    /// milliseconds.
    static func nameAndVersion(
        _ configuration: EffectiveConfiguration?, _ environment: ProcessEnvironment
    ) async -> ByteString? {
        await answer(configuration, environment).flatMap { nameAndVersion(firstLine: $0.version) }
    }

    /// The same with its target, `gcc 14.2.0 x86_64-pc-linux-gnu`; empty when it does not say.
    static func description(
        _ configuration: EffectiveConfiguration?, _ environment: ProcessEnvironment
    ) async -> ByteString {
        guard let answer = await answer(configuration, environment),
            let name = nameAndVersion(firstLine: answer.version)
        else { return "" }
        return name + " " + answer.target
    }

    private static func answer(
        _ configuration: EffectiveConfiguration?, _ environment: ProcessEnvironment
    ) async -> CompilerDescription? {
        let name = configuration?.text("CC")?.split(" ").first ?? "gcc"
        let identity = try? CompilerIdentity(path: path(of: name, environment))
        return try? await identity?.describe(environment: environment.entries)
    }

    /// From what `--version` prints: `gcc (GCC) 14.2.1 20250207`, `Debian clang version 14.0.6`.
    static func nameAndVersion(firstLine line: ByteString) -> ByteString? {
        // What is in parentheses is the packager's.
        var depth = 0
        let plain = line.bytes.filter { byte in
            if byte == UInt8(ascii: "(") { depth += 1 }
            defer { if byte == UInt8(ascii: ")") { depth -= 1 } }
            return depth == 0
        }
        let words = ByteString(plain).split(" ")
        guard let version = words.first(where: { $0.bytes.first.map { (0x30...0x39).contains($0) } ?? false })
        else { return nil }
        return (words.contains("clang") ? "clang " : "gcc ") + version
    }
}
