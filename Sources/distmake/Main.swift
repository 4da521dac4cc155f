import ArgumentParser
import BuildDriver
import ByteStrings
import Glibc
import Processes

/// Chooses the role: makepkg's stand-in, unless the first argument is one of distmake's own commands.
@main
enum Main {
    static func main() async {
        // Before any thread exists: makepkg gets the signals that we were started with.
        SignalPipe.recordStart()
        let words = OwnArguments.words
        let rest = Array(words.dropFirst())
        // Installed under the name makepkg, every word is makepkg's.
        let isMakepkg = words.first?.lastPathComponent == "makepkg"
        guard !isMakepkg, let first = rest.first, DistmakeCommand.owns(first.string) else {
            await build(rest)
        }
        switch first {
        case "build": await build(Array(rest.dropFirst()))
        case "bench": await BenchCommand.run(Array(rest.dropFirst()))
        case "run": await RunCommand.run(Array(rest.dropFirst()))
        case "chroot": await ChrootBuildCommand.run(Array(rest.dropFirst()))
        case _ where DistmakeManual.answers(first.string): await DistmakeManual.main(rest.map(\.string))
        default: await DistmakeCommand.main(rest.map(\.string))
        }
    }

    private static func build(_ arguments: [ByteString]) async -> Never {
        let build = MakepkgBuild(
            arguments: arguments, environment: .current, executable: OwnArguments.executable)
        do throws(Refusal) {
            try await build.run().endLike()
        } catch {
            error.lines.forEach(Console.say)
            exit(error.status.rawValue)
        }
    }
}
