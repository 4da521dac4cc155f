/// Why a file could not be read as an object.
public struct ObjectFileError: Error, Equatable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        /// Neither ELF nor LLVM bitcode.
        case notAnObject = "not-an-object"
        /// A table that the header names lies outside the file.
        case truncated
        /// A count or an index that no linker or assembler writes.
        case malformed
        /// The caller's reading function failed inside the file's bounds.
        case unreadable
    }

    public var code: Code
    /// Where in the file, in bytes.
    public var offset: Int

    public init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }
}
