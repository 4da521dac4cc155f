public import ByteStrings
import Glibc

/// An open directory, read name by name; `.` and `..` are left out.
@safe public struct DirectoryStream: ~Copyable {
    public struct Entry: Sendable {
        public var name: ByteString
        /// `DT_REG` and its like (readdir(3)); `DT_UNKNOWN` where the file system does not say.
        public var type: Int
    }

    private let stream: OpaquePointer

    /// `nil` when the directory cannot be opened.
    public init?(_ path: ByteString) {
        guard let stream = unsafe path.withCString({ unsafe opendir($0) }) else { return nil }
        unsafe self.stream = stream
    }

    /// Takes over the descriptor of an open directory; it is closed in any case.
    public init?(_ number: Int32) {
        guard let stream = unsafe fdopendir(number) else {
            close(number)
            return nil
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe closedir(stream)
    }

    public mutating func next() -> Entry? {
        while let entry = unsafe readdir(stream) {
            // In place, and up to the name's end only: a record is shorter than `dirent`, so that a copy of the
            // whole name would read beyond the last record, and beyond readdir's buffer.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 1) {
                    unsafe ByteString(cString: $0)
                }
            }
            if name != "." && name != ".." {
                return unsafe Entry(name: name, type: Int(entry.pointee.d_type))
            }
        }
        return nil
    }
}
