import ByteStrings
import Files
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
        // In a PKGBUILD that cannot be written makepkg updates no pkgver, and builds the old one.
        if unsafe original.withCString({ unsafe access($0, W_OK) }) != 0 {
            _ = unsafe path.withCString { unsafe chmod($0, 0o400) }
        }
    }

    /// Removes the copy. What makepkg's pkgver() wrote into it first goes into the user's file, as makepkg would have
    /// written it there.
    func finish() {
        if let now = TextFile.read(path), now != text { carryOver(now) }
        _ = unsafe path.withCString { unsafe unlink($0) }
    }

    private func carryOver(_ now: ByteString) {
        guard let user = TextFile.read(original) else { return }
        let updated = Self.update(user, to: Self.version(in: now))
        guard updated != user else { return }
        do throws(DriverError) {
            try TextFile.overwrite(original, with: updated)
        } catch {
            Console.say("the new pkgver could not be written to " + original + ": " + error.text)
        }
    }

    /// What makepkg's `update_pkgver` makes of a PKGBUILD: each line's `pkgver=…` at its beginning and up to a space
    /// becomes the new version, `pkgrel=…` becomes 1, and the last line has an end.
    ///
    /// - Source: makepkg 6.0.2: `mapfile`, `${buildfile[@]/#pkgver=*([^ ])/…}`, `printf '%s\n'`.
    static func update(_ text: ByteString, to version: ByteString?) -> ByteString {
        var lines = text.split("\n", keepingEmpty: true)
        if text.hasSuffix("\n") { lines.removeLast() }
        let changes = [("pkgver=" as ByteString, version), ("pkgrel=", "1")]
        for (name, value) in changes {
            guard let value else { continue }
            for index in lines.indices where lines[index].hasPrefix(name) {
                lines[index] = name + value + ByteString(lines[index].bytes.drop { $0 != UInt8(ascii: " ") })
            }
        }
        return lines.map { $0 + "\n" }.joined(separator: "")
    }

    /// `nil` where no line begins with `pkgver=`: makepkg then finds nothing to replace, either.
    private static func version(in text: ByteString) -> ByteString? {
        let name: ByteString = "pkgver="
        let line = text.split("\n").first { $0.hasPrefix(name) }
        return line?.dropping(prefix: name).map { ByteString($0.bytes.prefix { $0 != UInt8(ascii: " ") }) }
    }

    /// Removes copies that builds left behind which were killed with their drivers.
    ///
    /// - Parameter isAlive: whether a build of that identifier still runs.
    static func sweep(_ directory: ByteString, isAlive: (ByteString) -> Bool) {
        for name in directory.directoryEntries ?? [] {
            guard let build = name.dropping(prefix: prefix), BuildIdentifier.isOne(build), !isAlive(build)
            else {
                continue
            }
            _ = unsafe directory.appending(path: name).withCString { unsafe unlink($0) }
        }
    }
}
