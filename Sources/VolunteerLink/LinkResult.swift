public import DistccWire

/// A volunteer's answer, and what it took to get it.
public struct LinkResult: Equatable, Sendable {
    public var response: DistccResponse
    public var times: LinkTimes
    /// Bytes of the request and of the response on the wire.
    public var bytesSent: Int
    public var bytesReceived: Int
}

/// How far an exchange is, once it is connected.
public enum LinkPhase: Sendable {
    case send, wait, receive
}

/// Where the time of one exchange went. The four follow each other without a gap.
public struct LinkTimes: Equatable, Sendable {
    /// From the beginning, a look-up of the name included, to the open connection.
    public var connect: Duration
    /// Until the system had taken the last byte of the request. What it holds in its own buffers is on its way
    /// for a little longer, and counts as waiting.
    public var send: Duration
    /// Until the first byte of the answer: the volunteer waits for a place, compiles and packs.
    public var wait: Duration
    /// Until the last byte of the answer.
    public var receive: Duration
}
