internal import SystemPackage

/// The lines of a file, without their ends.
struct LineReader {
    private let file: FileDescriptor
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// A line that is longer ends the reading: no export has one.
    static let longest = 64 << 20

    init(_ file: FileDescriptor) {
        self.file = file
    }

    /// The next line; `nil` at the end of the file, where a missing last newline does not matter.
    ///
    /// - Throws: `Errno`; `.fileTooLarge` for a line that is too long.
    mutating func next() throws -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            searched = buffer.count
            if isAtEnd {
                defer { start = buffer.count }
                return start < buffer.count ? Array(buffer[start...]) : nil
            }
            guard buffer.count - start < Self.longest else { throw Errno.fileTooLarge }
            buffer.removeFirst(start)
            searched -= start
            start = 0
            try fill()
        }
    }

    private mutating func fill() throws {
        let piece = try unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { room, filled in
            unsafe filled = try file.read(into: UnsafeMutableRawBufferPointer(room))
        }
        isAtEnd = piece.isEmpty
        buffer += piece
    }
}
