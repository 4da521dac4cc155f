import ArgumentParser
import BashSyntax
import BuildDriver
import ByteStrings
import Makepkg
import Pkgbuild

/// What `makepkg --printsrcinfo` prints, without executing the PKGBUILD.
struct SrcinfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "srcinfo",
        abstract: "Print a PKGBUILD's .SRCINFO without executing it.",
        discussion:
            "Where a value depends on a command, it is named with its place, and the exit status is 1.")

    @Argument(help: "The PKGBUILD.", completion: .file())
    var pkgbuild = "PKGBUILD"

    func run() throws {
        let tree: SyntaxTree
        do throws(MakepkgError) {
            tree = SyntaxTree(parsing: try Disk().contents(of: ByteString(pkgbuild)))
        } catch {
            Console.say(ByteString("\(error)"))
            throw ExitCode(Refusal.Status.buildFile.rawValue)
        }
        let info = Srcinfo(Pkgbuild(tree, file: ByteString(pkgbuild)))
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
