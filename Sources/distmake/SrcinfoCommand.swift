import ArgumentParser
import BashSyntax
import BuildDriver
import ByteStrings
import Pkgbuild

/// What `makepkg --printsrcinfo` prints, without executing the PKGBUILD.
struct SrcinfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "srcinfo",
        abstract: "Print a PKGBUILD's .SRCINFO without executing it.",
        discussion:
            "Where a value depends on a command, it is named with its place, and the exit status is 1.")

    @Argument(help: "The PKGBUILD.", completion: .file())
    var pkgbuild = "PKGBUILD"

    func run() async throws {
        let package: Pkgbuild
        do throws(Refusal) {
            package = try await PackageQuirks.package(ByteString(pkgbuild), environment: .current)
        } catch {
            error.lines.forEach(Console.say)
            throw ExitCode(error.status.rawValue)
        }
        let info = Srcinfo(package)
        guard let text = info.text else {
            for unknown in info.unknown {
                Console.say(
                    ByteString("\(unknown.reason.place): \(unknown.attribute) is only known by running it"))
            }
            throw ExitCode.failure
        }
        print(text.string, terminator: "")
    }
}
