import ByteStrings
import Devtools
import Makepkg

/// What was typed after `distmake chroot`.
///
///     request  ::= {option} "-r" CHROOTS {makepkg argument}
///                | {option} ["--"] PROGRAM {argument}
///     option   ::= one of distmake's own, as in a build
struct ChrootRequest: Equatable, Sendable {
    /// distmake's own options.
    var options: [ByteString]
    /// The program of devtools with its arguments.
    var words: [ByteString]

    static let usage: ByteString =
        "distmake chroot [OPTION ...] -r CHROOTS [MAKEPKG OPTION ...], or "
        + "distmake chroot [OPTION ...] -- makechrootpkg|extra-x86_64-build|pkgctl build ..."

    /// - Throws: `Refusal` with the usage.
    init(_ arguments: [ByteString]) throws(Refusal) {
        let count: Int
        do {
            count = try OwnOptions.leadingCount(in: arguments)
        } catch {
            throw Refusal(.usage, ["\(error)"])
        }
        options = Array(arguments[..<count])
        var rest = arguments[count...]
        guard let first = rest.popFirst() else { throw Refusal(.usage, ["which build? " + Self.usage]) }
        if let attached = first.dropping(prefix: "-r") {
            guard let chroots = attached.isEmpty ? rest.popFirst() : attached else {
                throw Refusal(.usage, ["option '-r' requires the directory of a chroot. " + Self.usage])
            }
            let flags = try? MakepkgCommandLine(Array(rest), version: MakepkgVersion(7, 0)).flags
            words = DevtoolsCommand.convenient(
                chroots: chroots, reusesTree: !(flags ?? []).isDisjoint(with: [.noExtract, .repackage]),
                makepkgArguments: Array(rest))
            return
        }
        words = first == "--" ? Array(rest) : [first] + rest
        guard let program = words.first, first == "--" || !program.hasPrefix("-") else {
            throw Refusal(
                .usage, [(words.first.map { "unknown option " + $0 } ?? "which build?") + ". " + Self.usage])
        }
    }
}
