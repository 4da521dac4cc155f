public import BashSyntax
public import ByteStrings
internal import Processes

/// bash as the judge of a text that our parser did not understand.
///
/// A build stops for a syntax error only where bash finds one too: our parser may be wrong, and then the
/// worst is that a quirk does not apply. `bash -n` reads without executing, so it may be shown a stranger's
/// PKGBUILD.
public struct SyntaxJudge: Sendable {
    /// The bash that runs makepkg.
    public var shell: ByteString

    public init(shell: ByteString) {
        self.shell = shell
    }

    /// Returns when bash would accept `path`, or when there is nothing to ask about.
    ///
    /// bash -n does not run the file's `shopt -s extglob`, so a file counts as wrong only if bash refuses it
    /// with and without extglob.
    ///
    /// - Parameter complaints: what `SyntaxTree` reported for the file.
    /// - Throws: `syntax` with our first complaint's place, or `noAnswer` when bash does not start.
    public func check(_ path: ByteString, complaints: [Diagnostic]) async throws(MakepkgError) {
        guard let complaint = complaints.first else { return }
        guard try await isRefused(path, with: []), try await isRefused(path, with: ["-O", "extglob"]) else {
            return
        }
        let shown: ByteString = complaint.text.isEmpty ? "" : ": " + complaint.text
        throw MakepkgError(
            .syntax, path: path, line: complaint.line, column: complaint.column,
            text: ByteString(complaint.message) + shown)
    }

    private func isRefused(_ path: ByteString, with options: [ByteString]) async throws(MakepkgError) -> Bool
    {
        do {
            // An environment without BASH_ENV, which bash would read even here.
            let result = try await capture(
                shell, arguments: options + ["-n", "--", path], environment: ["LC_ALL=C"])
            return !result.waitStatus.isSuccess
        } catch {
            throw MakepkgError(
                .noAnswer, path: shell, text: ByteString(error.code.rawValue), systemError: error.systemError)
        }
    }
}
