import ByteStrings
import CArchive
import Glibc

/// libarchive's reader over one archive file: entries in order, each entry's data in blocks. One thread at a
/// time.
@safe final class ArchiveReader {
    /// One entry's header.
    struct Entry {
        var path: ByteString
        var isRegularFile: Bool
    }

    private let archive: OpaquePointer
    private let path: ByteString

    /// Opens a package: tar, in whatever compression libarchive recognises by content.
    init(opening path: ByteString) throws(MakepkgError) {
        guard let archive = unsafe archive_read_new() else {
            throw MakepkgError(.unreadable, path: path, systemError: ENOMEM)
        }
        unsafe self.archive = unsafe archive
        self.path = path
        unsafe archive_read_support_filter_all(archive)
        unsafe archive_read_support_format_tar(archive)
        let status = unsafe path.withCString { unsafe archive_read_open_filename(archive, $0, 256 << 10) }
        guard status == ARCHIVE_OK else { throw failure() }
    }

    deinit {
        unsafe archive_read_free(archive)
    }

    /// The next entry; `nil` after the last.
    func next() throws(MakepkgError) -> Entry? {
        var header: OpaquePointer?
        switch unsafe archive_read_next_header(archive, &header) {
        case ARCHIVE_EOF: return nil
        case ARCHIVE_OK, ARCHIVE_WARN: break
        default: throw failure()
        }
        // With ARCHIVE_WARN the path could not be converted to the locale; the bytes are there all the same.
        let name = unsafe archive_entry_pathname(header)
        let isRegular =
            unsafe archive_entry_filetype(header) == S_IFREG && archive_entry_hardlink(header) == nil
        return Entry(path: unsafe name.map { unsafe ByteString(cString: $0) } ?? "", isRegularFile: isRegular)
    }

    /// Hands the current entry's data to `body`, block by block; `offset` is the block's place in the file,
    /// so that holes show as jumps. `body` returns whether it wants more.
    func blocks(_ body: (_ block: UnsafeRawBufferPointer, _ offset: Int) -> Bool) throws(MakepkgError) {
        while true {
            var start: UnsafeRawPointer?
            var count = 0
            var offset: la_int64_t = 0
            switch unsafe archive_read_data_block(archive, &start, &count, &offset) {
            case ARCHIVE_EOF: return
            case ARCHIVE_OK, ARCHIVE_WARN: break
            default: throw failure()
            }
            let wantsMore = unsafe body(UnsafeRawBufferPointer(start: start, count: count), Int(offset))
            if !wantsMore { return }
        }
    }

    /// The current entry's data, which must not be larger than `limit` bytes.
    func contents(limit: Int) throws(MakepkgError) -> ByteString {
        var bytes: [UInt8] = []
        var isTooLarge = false
        try unsafe blocks { block, offset in
            isTooLarge = offset + block.count > limit
            guard !isTooLarge else { return false }
            bytes += [UInt8](repeating: 0, count: max(0, offset - bytes.count))
            unsafe bytes += block
            return true
        }
        if isTooLarge {
            throw MakepkgError(.malformed, path: path, text: "an entry is larger than \(limit) bytes")
        }
        return ByteString(bytes)
    }

    private func failure() -> MakepkgError {
        let text =
            unsafe archive_error_string(archive).map { unsafe ByteString(cString: $0) } ?? "not an archive"
        let number = unsafe archive_errno(archive)
        // libarchive's own faults (a damaged file) have numbers below zero or EFTYPE-like ones; errno is
        // positive.
        return MakepkgError(
            number > 0 ? .unreadable : .malformed, path: path, text: text,
            systemError: number > 0 ? number : nil)
    }
}
