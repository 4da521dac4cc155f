import BashSyntax
public import ByteStrings
import Makepkg
import Pkgbuild
import Quirks

/// Quirks without a build: what the commands show.
public enum PackageQuirks {
    /// What the quirks say of the PKGBUILD at `path`, with makepkg.conf as it is in force where it can be read.
    public static func decide(
        _ path: ByteString, library: QuirkLibrary, environment: ProcessEnvironment
    ) async throws(Refusal) -> QuirkDecision {
        guard let absolute = WorkingDirectory.resolve(path), let text = TextFile.read(absolute) else {
            throw Refusal(.buildFile, ["cannot read " + path])
        }
        let tree = SyntaxTree(parsing: text)
        let directory = absolute.directoryPath
        let configuration = await configuration(directory, environment)
        let subject = QuirkSubject(
            tree, Pkgbuild(tree, file: path), in: directory, configuration, volunteers: [.stock])
        do {
            return try QuirkDecision(library, subject: subject, tree: tree, selection: QuirkSelection())
        } catch {
            throw Refusal(.general, [ByteString("\(error)")])
        }
    }

    /// What is wrong with a quirk file, a line each.
    public static func mistakes(in path: ByteString) -> [ByteString] {
        guard let text = TextFile.read(path) else { return ["cannot read " + path] }
        switch Quirk.decode(text, file: path) {
        case .success: return []
        case .failure(let mistakes): return mistakes.errors.map { ByteString("\($0)") }
        }
    }

    private static func configuration(
        _ directory: ByteString, _ environment: ProcessEnvironment
    ) async -> EffectiveConfiguration? {
        // Without makepkg, or with a broken makepkg.conf, the package alone is looked at.
        guard
            let makepkg = try? MakepkgInstallation.find(
                searchPath: environment["PATH"] ?? "", files: Disk(), isOurs: { _ in false })
        else { return nil }
        let files = ConfigurationFiles.find(
            makepkg, option: nil, directory: directory, environment: { environment[$0] }, files: Disk())
        let reading = ConfigurationReading(
            makepkg: makepkg, files: files, directory: directory, environment: environment.entries)
        return try? await reading.read(from: Disk())
    }
}
