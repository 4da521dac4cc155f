import BashSyntax
import ByteStrings
import Makepkg
import Quirks
import Toolchain

/// Flags that mean another thing on volunteers, and what quirks say of flags.
extension BuildPlan {
    /// Flags of makepkg.conf that quirks replace. Those in the PKGBUILD are replaced in its copy.
    mutating func rewriteFlags() {
        for (flag, wish) in flagRules {
            if case .rewrite(let text) = wish.value { replacements.append((flag, text)) }
        }
    }

    /// Native flags of makepkg.conf that no quirk replaces.
    private var remainingNativeFlags: Makepkg.NativeFlags {
        let rewritten = Set(replacements.map(\.flag))
        return Makepkg.NativeFlags(
            findings: Makepkg.NativeFlags(in: configuration).findings.filter { !rewritten.contains($0.flag) })
    }

    /// In a chroot: its compiler cannot be asked from here. With leave to resolve them, the coordinator has it asked
    /// for each compile.
    func refuseNativeFlags() throws(Refusal) {
        let native = remainingNativeFlags
        guard native.findings.isEmpty || isNativeResolved else {
            throw Refusal(.configuration, native.rejection(replacements: []))
        }
    }

    /// `-march=native` would mean another machine on each volunteer.
    mutating func resolveNativeFlags() async throws(Refusal) {
        let native = remainingNativeFlags
        guard !native.findings.isEmpty else { return }
        let found = Set(native.findings.map(\.flag)).sorted()
        let meanings = await Self.nativeMeanings(of: found, configuration, environment)
        guard isNativeResolved, meanings.count == found.count else {
            throw Refusal(.configuration, native.rejection(replacements: meanings))
        }
        replacements += meanings
    }

    /// What native flags stand for with the compiler that builds; those are left out of which it does not say.
    static func nativeMeanings(
        of flags: [ByteString], _ configuration: EffectiveConfiguration, _ environment: ProcessEnvironment
    ) async -> [(flag: ByteString, by: ByteString)] {
        // CC may have options behind the name: `gcc -m32`.
        let name = configuration.text("CC")?.split(" ").first ?? "gcc"
        let compiler = CompilerLookup.path(of: name, environment)
        var meanings: [(flag: ByteString, by: ByteString)] = []
        for flag in flags {
            let answer = try? await NativeResolver.resolve(
                compiler: compiler, arguments: [flag], environment: environment.entries)
            guard let flags = answer?.flags else { continue }
            meanings.append((flag, flags.joined(separator: " ")))
        }
        return meanings
    }

    /// Flags that quirks refuse, in makepkg.conf or in the PKGBUILD itself.
    ///
    /// - Throws: `Refusal` that names every place.
    func refuseFlags() throws(Refusal) {
        var lines: [ByteString] = []
        var quirks: [String] = []
        for (flag, wish) in flagRules where wish.value == .reject {
            let isNative = Makepkg.NativeFlags.flags.contains(flag)
            if isNative && isNativeResolved { continue }
            let findings = Makepkg.NativeFlags.findings(of: [flag], in: configuration)
            let mentions = package.source?.tree.flagMentions(flag) ?? []
            guard !findings.isEmpty || !mentions.isEmpty else { continue }
            lines += findings.map { ByteString("\($0)") }
            lines += mentions.map { mention in
                ByteString(
                    "\(package.path.lastPathComponent):\(mention.line): \(mention.variable) has \(flag)")
            }
            if !quirks.contains(wish.quirk) { quirks.append(wish.quirk) }
        }
        guard !lines.isEmpty else { return }
        for id in quirks {
            let summary = self.quirks?.plan.applied.first { $0.quirk.id == id }?.quirk.summary ?? ""
            lines.append(ByteString("Quirk `\(id)`: \(summary). So nothing was built."))
        }
        let options = quirks.map { "--no-quirk \($0)" }.joined(separator: " ")
        lines.append(ByteString("Remove the flag, or run with \(options), or with --local."))
        throw Refusal(.configuration, lines)
    }

    private var flagRules: [(key: ByteString, value: QuirkSettings.Wish<QuirkSettings.FlagRule>)] {
        (quirks?.plan.settings.flags ?? [:]).sorted { $0.key < $1.key }
    }

    private var isNativeResolved: Bool {
        commandLine.own.resolveNative || environment["DISTMAKE_NATIVE"] == "resolve"
    }
}
