public import ByteStrings
public import DistccWire
import NIOCore

/// An entry of a source tree in the form of the wire.
///
/// The jobs of a build send mostly the same headers, a megabyte of them each time. So each is encoded once, in memory
/// that the sockets of all jobs send from, and nobody but the kernel copies it. Entries that were encoded together lie
/// behind each other; where a job sends them in that order, they are one piece.
public struct EncodedEntry: Sendable {
    private let batch: Batch
    private let range: Range<Int>

    /// As it is sent.
    var byteCount: Int { range.count }

    private final class Batch: Sendable {
        let bytes: ByteBuffer

        init(_ bytes: ByteBuffer) {
            self.bytes = bytes
        }
    }

    /// Encodes entries, each for itself, in one piece of memory.
    ///
    /// - Throws: `WireError` `.tooLarge` for a path or a file whose length does not fit into 32 bits.
    public static func encode(_ entries: [SourceTree.Entry]) throws(WireError) -> [EncodedEntry] {
        let capacity = entries.reduce(0) { $0 + $1.encodedCapacity }
        var bytes = ByteBufferAllocator().buffer(capacity: capacity)
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(entries.count)
        for entry in entries {
            let start = bytes.writerIndex
            try bytes.writeWithOutputRawSpan(minimumWritableBytes: entry.encodedCapacity) {
                output throws(WireError) in try entry.encode(into: &output)
            }
            ranges.append(start..<bytes.writerIndex)
        }
        let batch = Batch(bytes)
        return ranges.map { EncodedEntry(batch: batch, range: $0) }
    }

    /// The entries behind each other, in as few pieces as their memory allows.
    static func pieces(of entries: [EncodedEntry]) -> [ByteBuffer] {
        var pieces: [ByteBuffer] = []
        var index = 0
        while index < entries.count {
            let first = entries[index]
            var end = first.range.upperBound
            index += 1
            while index < entries.count, entries[index].batch === first.batch,
                entries[index].range.lowerBound == end
            {
                end = entries[index].range.upperBound
                index += 1
            }
            let start = first.range.lowerBound
            guard let piece = first.batch.bytes.getSlice(at: start, length: end - start) else {
                preconditionFailure("an entry lies within its batch")
            }
            pieces.append(piece)
        }
        return pieces
    }
}

/// The files of one compile in pump mode, as `SourceTree`, encoded.
public struct EncodedTree: Sendable {
    /// The working directory of the compile, absolute.
    public var directory: ByteString
    public var entries: [EncodedEntry]

    public init(directory: ByteString, entries: [EncodedEntry]) {
        self.directory = directory
        self.entries = entries
    }

    /// Bytes as they are sent.
    public var byteCount: Int { entries.reduce(0) { $0 + $1.byteCount } }
}
