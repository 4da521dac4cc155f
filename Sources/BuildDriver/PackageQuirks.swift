import BashSyntax
public import ByteStrings
import Makepkg
public import Pkgbuild
import Processes
public import Quirks

/// Quirks without a build: what the commands show.
public enum PackageQuirks {
    /// What the quirks say of the PKGBUILD at `path`, with makepkg.conf as it is in force where it can be read.
    ///
    /// - Parameters:
    ///   - selection: what was asked for, as a build's options do.
    ///   - library: asked for while makepkg.conf is read, for which bash may have to run.
    public static func decide(
        _ path: ByteString, selection: QuirkSelection, environment: ProcessEnvironment,
        library: () -> QuirkLibrary
    ) async throws(Refusal) -> QuirkDecision {
        guard let absolute = WorkingDirectory.resolve(path), let text = TextFile.read(absolute) else {
            throw Refusal(.buildFile, ["cannot read " + path])
        }
        let directory = absolute.directoryPath
        async let reading = configuration(directory, environment)
        let library = library()
        let tree = SyntaxTree(parsing: text)
        let configuration = await reading
        let package = Pkgbuild(tree, file: path, after: configuration?.evaluation ?? Evaluation())
        let compiler =
            library.database.asksForCompiler
            ? await CompilerLookup.nameAndVersion(configuration, environment) : nil
        let subject = QuirkSubject(
            tree, package, in: directory, configuration, compiler: compiler, volunteers: [.stock])
        do {
            return try QuirkDecision(library, subject: subject, tree: tree, selection: selection)
        } catch {
            throw Refusal(.general, [ByteString("\(error)")])
        }
    }

    /// What is wrong with a quirk file, a line each: what it says, and what its examples show.
    ///
    /// - Parameter library: whose hooks the examples use.
    public static func mistakes(in path: ByteString, library: QuirkLibrary) -> [ByteString] {
        guard let text = TextFile.read(path) else { return ["cannot read " + path] }
        switch Quirk.decode(text, file: path) {
        case .success(let quirk):
            return quirk.failedExamples { hook($0, beside: path) ?? library.hook($0) }
                .map { ByteString("\($0)") }
        case .failure(let mistakes): return mistakes.errors.map { ByteString("\($0)") }
        }
    }

    /// A hook that comes with a quirk which is not installed: `Hooks` beside the directory of the quirk's file.
    private static func hook(_ name: ByteString, beside path: ByteString) -> ByteString? {
        guard !name.contains(UInt8(ascii: "/")), let file = WorkingDirectory.resolve(path) else { return nil }
        let parent = file.directoryPath.directoryPath
        return ["Hooks", "hooks"].lazy.compactMap {
            TextFile.read(parent.appending(path: $0).appending(path: name))
        }.first
    }

    /// A PKGBUILD as values, evaluated after makepkg.conf without running anything of it.
    public static func package(
        _ path: ByteString, environment: ProcessEnvironment
    ) async throws(Refusal) -> Pkgbuild {
        guard let absolute = WorkingDirectory.resolve(path), let text = TextFile.read(absolute) else {
            throw Refusal(.buildFile, ["cannot read " + path])
        }
        let configuration = await configuration(absolute.directoryPath, environment)
        return Pkgbuild(
            SyntaxTree(parsing: text), file: path, after: configuration?.evaluation ?? Evaluation())
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
