public import ByteStrings

/// What one distcc process is doing, as distcc's monitors (distccmon-text, distccmon-gnome) read it from
/// `$DISTCC_DIR/state/binstate_PID`.
///
///     state ::= size magic process      ; unsigned long each
///               file host               ; 128 bytes each, ended by NUL
///               slot phase              ; int each
///               unused                  ; a pointer
///
/// All in the machine's own order and sizes: 296 bytes with 64-bit longs. A monitor believes a file whose size and
/// magic are right, whose process exists, and which was written within the last minute; older ones it removes.
///
/// - Source: distcc 3.4 `state.h`, `state.c`, `mon.c`; PeerTests let distccmon-text read what is written here.
public struct TaskState: Equatable, Sendable {
    /// In the order of their numbers.
    public enum Phase: UInt32, CaseIterable, Sendable {
        case startup, blocked, connect, preprocess, send, compile, receive, done
    }

    public var process: Int32
    /// The last part of the source's path.
    public var file: ByteString
    /// The machine alone.
    public var host: ByteString
    /// Of the host, from 0.
    public var slot: Int32
    public var phase: Phase

    /// How long monitors believe a file, in seconds since it was written.
    public static let lifetimeSeconds = 60

    private static let magic: UInt = 0x4449_4800
    private static let textLength = 128

    public init(process: Int32, file: ByteString, host: ByteString, slot: Int32, phase: Phase) {
        self.process = process
        self.file = file
        self.host = host
        self.slot = slot
        self.phase = phase
    }

    /// The name of a process's file.
    public static func fileName(process: Int32) -> ByteString {
        prefix + ByteString("\(process)")
    }

    /// The process whose file has this name; `nil` for other files.
    public static func process(ofFileName name: ByteString) -> Int32? {
        name.dropping(prefix: prefix).flatMap { Int32($0.string) }.flatMap { $0 > 0 ? $0 : nil }
    }

    private static let prefix: ByteString = "binstate_"

    /// The content of the file.
    public var encoded: [UInt8] {
        let size = 3 * MemoryLayout<UInt>.size + 2 * Self.textLength + 8 + MemoryLayout<UInt>.size
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        Self.append(UInt(size), to: &bytes)
        Self.append(Self.magic, to: &bytes)
        Self.append(UInt(process), to: &bytes)
        Self.append(text: file, to: &bytes)
        Self.append(text: host, to: &bytes)
        Self.append(slot, to: &bytes)
        Self.append(phase.rawValue, to: &bytes)
        Self.append(0 as UInt, to: &bytes)
        return bytes
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
    }

    private static func append(text: ByteString, to bytes: inout [UInt8]) {
        let kept = text.bytes.prefix(textLength - 1)
        bytes += kept
        bytes += repeatElement(0, count: textLength - kept.count)
    }
}
