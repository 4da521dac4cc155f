/// What a stock distccd answers.
///
///     response ::= DONE<version> STAT<wait status> SERR<length>bytes SOUT<length>bytes DOTO<length>bytes
///                  [DOTD<length>bytes]                                ; version 3, after a good compile
///
/// - Source: distcc 3.4 `doc/protocol-1.txt` to `protocol-3.txt`; confirmed against a real distccd.
public struct DistccResponse: Equatable, Sendable {
    /// As wait(2) gives it: the exit status times 256, plus the signal.
    public var waitStatus: Int32
    /// The compiler's messages, and the daemon's own warnings.
    public var standardError: [UInt8]
    public var standardOutput: [UInt8]
    /// The object file. Empty after a failed compile, and for a compiler that succeeded and wrote nothing.
    public var object: [UInt8]
    /// The depfile as the volunteer's compiler wrote it, its temporary root taken out; empty but in version 3.
    public var dependencies: [UInt8]

    public init(
        waitStatus: Int32, standardError: [UInt8] = [], standardOutput: [UInt8] = [], object: [UInt8] = [],
        dependencies: [UInt8] = []
    ) {
        self.waitStatus = waitStatus
        self.standardError = standardError
        self.standardOutput = standardOutput
        self.object = object
        self.dependencies = dependencies
    }

    /// The answer as a server sends it. An object that came out of a failed compile is left out, as distccd
    /// does.
    ///
    /// - Throws: `WireError` `.tooLarge` for a body whose length does not fit into 32 bits.
    public func encoded(version: ProtocolVersion) throws(WireError) -> [UInt8] {
        let object = waitStatus == 0 ? self.object : []
        var bodies: [(token: PacketHead.Token, body: [UInt8])] = [
            (.standardError, standardError), (.standardOutput, standardOutput), (.object, object),
        ]
        if version == .pump, waitStatus == 0 { bodies.append((.dependencies, dependencies)) }
        for (token, body) in bodies where body.count > PacketWriter.longestBody(in: version) {
            throw WireError(.tooLarge, at: 0, expecting: token)
        }
        let capacity = bodies.reduce(2 * PacketHead.byteCount) {
            $0 + PacketWriter.capacity(of: $1.body, in: version)
        }
        return [UInt8](capacity: capacity) { output in
            PacketWriter.append(.done, version.rawValue, to: &output)
            PacketWriter.append(.waitStatus, Int(UInt32(bitPattern: waitStatus)), to: &output)
            for (token, body) in bodies { PacketWriter.append(token, body: body, in: version, to: &output) }
        }
    }
}
