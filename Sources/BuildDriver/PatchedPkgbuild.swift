import ByteStrings
import Glibc

/// The copy of a PKGBUILD that makepkg gets when a quirk edits something: `.PKGBUILD.distmake-BUILD` beside the
/// original, because makepkg takes its build file from startdir only. It disappears however the build ends.
struct PatchedPkgbuild: Sendable {
    private static let prefix: ByteString = ".PKGBUILD.distmake-"

    let path: ByteString
    private let original: ByteString
    private let text: ByteString

    var name: ByteString { path.lastPathComponent }

    /// - Parameters:
    ///   - original: the user's PKGBUILD.
    ///   - build: the build's identifier.
    init(_ text: ByteString, of original: ByteString, build: ByteString) throws(DriverError) {
        self.original = original
        self.text = text
        path = original.directoryPath.appending(path: Self.prefix + build)
        try TextFile.write(text, to: path)
    }

    /// Removes the copy. What makepkg's pkgver() wrote into it first goes into the user's file, as makepkg would have
    /// written it there.
    func finish() {
        if let now = TextFile.read(path), now != text { carryOver(now) }
        _ = unsafe path.withCString { unsafe unlink($0) }
    }

    /// makepkg's `update_pkgver`: `sed s:^pkgver=[^ ]*:pkgver=NEW:`, and `pkgrel` likewise; nothing else changes.
    private func carryOver(_ now: ByteString) {
        guard let user = TextFile.read(original) else { return }
        var lines = user.split("\n", keepingEmpty: true)
        for name: ByteString in ["pkgver=", "pkgrel="] {
            guard let value = Self.value(of: name, in: now), value != Self.value(of: name, in: text) else {
                continue
            }
            for index in lines.indices where lines[index].hasPrefix(name) {
                let rest = lines[index].bytes.drop { $0 != UInt8(ascii: " ") }
                lines[index] = name + value + ByteString(rest)
            }
        }
        let updated = lines.joined(separator: "\n")
        guard updated != user else { return }
        do throws(DriverError) {
            try TextFile.overwrite(original, with: updated)
        } catch {
            Console.say("the new pkgver could not be written to " + original + ": " + error.text)
        }
    }

    private static func value(of name: ByteString, in text: ByteString) -> ByteString? {
        let line = text.split("\n").first { $0.hasPrefix(name) }
        return line?.dropping(prefix: name).map { ByteString($0.bytes.prefix { $0 != UInt8(ascii: " ") }) }
    }

    /// Removes copies that builds left behind which were killed with their drivers.
    ///
    /// - Parameter isAlive: whether a build of that identifier still runs.
    static func sweep(_ directory: ByteString, isAlive: (ByteString) -> Bool) {
        for name in DirectoryListing.names(in: directory) {
            guard let build = name.dropping(prefix: prefix), BuildIdentifier.isOne(build), !isAlive(build)
            else {
                continue
            }
            _ = unsafe directory.appending(path: name).withCString { unsafe unlink($0) }
        }
    }
}
