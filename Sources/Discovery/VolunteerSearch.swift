public import ByteStrings
internal import Processes

/// Asks the local network which machines run a distccd with `--zeroconf`.
///
/// Through avahi-browse, which ends when avahi-daemon says that its list is complete, mostly after a second. This
/// machine's own daemon is left out: it would compile on the processors that the build already uses.
public struct VolunteerSearch: Sendable {
    private let browser: ByteString?
    private let environment: [ByteString]
    private let patience: Duration

    /// - Parameters:
    ///   - browser: the path of avahi-browse; `nil` when there is none.
    ///   - environment: `NAME=value` entries.
    ///   - patience: the longest time to wait.
    public init(browser: ByteString?, environment: [ByteString], patience: Duration = .seconds(6)) {
        self.browser = browser
        self.environment = environment
        self.patience = patience
    }

    /// - Throws: `DiscoveryError`, `.cancelled` when the task was cancelled.
    public func run() async throws(DiscoveryError) -> [AnnouncedVolunteer] {
        guard let browser else { throw DiscoveryError(.browserMissing) }
        let outcome = await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await browse(browser) }
            group.addTask {
                try? await Task.sleep(for: patience)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        guard let outcome else { throw DiscoveryError(Task.isCancelled ? .cancelled : .timedOut) }
        return try outcome.get()
    }

    private typealias Outcome = Result<[AnnouncedVolunteer], DiscoveryError>

    private func browse(_ browser: ByteString) async -> Outcome {
        let arguments: [ByteString] = [
            "--terminate", "--resolve", "--parsable", "--ignore-local", "--no-db-lookup", "_distcc._tcp",
        ]
        do {
            let result = try await capture(browser, arguments: arguments, environment: environment)
            guard result.waitStatus.isSuccess else {
                let message = ByteString(result.standardError).trimmed
                return .failure(DiscoveryError(.browserFailed, message: message))
            }
            return .success(AvahiOutput.volunteers(in: ByteString(result.standardOutput)))
        } catch {
            let code: DiscoveryError.Code =
                switch error.code {
                case .cancelled: .cancelled
                case .notExecutable: .browserMissing
                default: .browserFailed
                }
            return .failure(DiscoveryError(code, message: ByteString("\(error.code)")))
        }
    }
}
