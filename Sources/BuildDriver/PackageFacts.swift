import BashSyntax
import ByteStrings
import Makepkg
import Pkgbuild

/// What distmake needs to know of a PKGBUILD, read without executing it.
struct PackageFacts: Sendable {
    /// pkgbase; the directory's name where it is dynamic.
    var base: ByteString
    /// `epoch:pkgver-pkgrel` as the file has it; empty where it is dynamic. pkgver() may change it.
    var version: ByteString
    /// The global `options`; none where they are dynamic.
    var options: [ByteString]
    /// `PKGBUILD:LINE: text` of each place that names a compiler past PATH.
    var compilerPlaces: [ByteString]
    /// `PKGBUILD:LINE: text` of each place in build() that takes its `-j` from the processors of this machine.
    var localJobCounts: [ByteString]
    /// The file, absolute.
    var path: ByteString
    /// The file as it was read; `nil` when it is not there.
    var source: (tree: SyntaxTree, package: Pkgbuild)?

    /// Reads `path`. A file that is not there has no facts: makepkg will say so itself.
    ///
    /// - Parameter configuration: makepkg.conf, whose variables a PKGBUILD may use.
    /// - Throws: `Refusal` with makepkg's status 12 for a syntax error that bash sees too.
    static func read(
        _ path: ByteString, shell: ByteString, after configuration: EffectiveConfiguration
    ) async throws(Refusal) -> PackageFacts {
        let directory = path.directoryPath.lastPathComponent
        guard let text = try? Disk().contents(of: path) else {
            return PackageFacts(
                base: directory, version: "", options: [], compilerPlaces: [], localJobCounts: [], path: path)
        }
        let tree = SyntaxTree(parsing: text)
        do {
            try await SyntaxJudge(shell: shell).check(path, complaints: tree.diagnostics)
        } catch {
            throw Refusal(.buildFile, ["\(error)"])
        }
        let name = path.lastPathComponent
        let package = Pkgbuild(tree, file: name, after: configuration.evaluation)
        return PackageFacts(
            base: package.packageBase.known ?? directory,
            version: package.version.known.map { ByteString("\($0)") } ?? "",
            options: package.list("options").known ?? [],
            compilerPlaces: tree.absoluteCompilerPaths.map { name + ":\($0.line): " + $0.text },
            localJobCounts: tree.localJobCounts.map { name + ":\($0.line): " + $0.text }, path: path,
            source: (tree, package))
    }
}
