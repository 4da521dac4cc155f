public import ByteStrings

/// Why the network could not be asked for volunteers. That nobody answered is an outcome and no error.
public struct DiscoveryError: Error, Equatable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        /// There is no avahi-browse in PATH.
        case browserMissing = "browser-missing"
        /// avahi-browse ended with an error: mostly, avahi-daemon does not run.
        case browserFailed = "browser-failed"
        /// avahi-browse did not come to an end.
        case timedOut = "timed-out"
        case cancelled
    }

    public var code: Code
    /// What avahi-browse said.
    public var message: ByteString

    public init(_ code: Code, message: ByteString = "") {
        self.code = code
        self.message = message
    }
}

extension DiscoveryError: CustomStringConvertible {
    public var description: String {
        switch code {
        case .browserMissing:
            "avahi-browse is not installed (package avahi on Arch, avahi-utils on Debian)"
        case .browserFailed:
            "avahi-browse failed: \(message.isEmpty ? "it did not say why" : message.string)"
                + " (is avahi-daemon running?)"
        case .timedOut: "avahi-browse did not come to an end"
        case .cancelled: "no longer needed"
        }
    }
}
