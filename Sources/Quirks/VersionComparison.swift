public import ByteStrings

/// How vercmp(8) orders two versions: epoch first, then pkgver, then pkgrel where both have one.
///
/// Runs of digits are compared as numbers, runs of letters as text, and a rest of letters is older than no rest:
/// `1.0rc1` < `1.0` < `1.0.1`.
///
/// - Source: pacman 6.0.2 `lib/libalpm/version.c`, `alpm_pkg_vercmp`; the tests hold what vercmp(8) answered.
public enum VersionOrder: Int, Sendable {
    case older = -1
    case same = 0
    case newer = 1

    /// How `left` stands to `right`; both are `[epoch:]pkgver[-pkgrel]`.
    public init(_ left: ByteString, comparedWith right: ByteString) {
        let left = VersionParts(left)
        let right = VersionParts(right)
        var order = VersionOrder(segmentsOf: left.epoch, right.epoch)
        if order == .same { order = VersionOrder(segmentsOf: left.pkgver, right.pkgver) }
        if order == .same, let leftRelease = left.pkgrel, let rightRelease = right.pkgrel {
            order = VersionOrder(segmentsOf: leftRelease, rightRelease)
        }
        self = order
    }

    /// rpmvercmp: one part of a version against the same part of another.
    init(segmentsOf left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) {
        var left = left
        var right = right
        while !left.isEmpty, !right.isEmpty {
            let leftGap = left.prefix { !VersionParts.isAlphanumeric($0) }.count
            let rightGap = right.prefix { !VersionParts.isAlphanumeric($0) }.count
            left = left.dropFirst(leftGap)
            right = right.dropFirst(rightGap)
            guard let first = left.first, !right.isEmpty else { break }
            if leftGap != rightGap {
                self = leftGap < rightGap ? .older : .newer
                return
            }
            let isNumber = VersionParts.isDigit(first)
            let belongs = isNumber ? VersionParts.isDigit : VersionParts.isLetter
            let leftRun = left.prefix(while: belongs)
            let rightRun = right.prefix(while: belongs)
            // A number is newer than letters, whichever side it is on.
            if rightRun.isEmpty {
                self = isNumber ? .newer : .older
                return
            }
            let order = isNumber ? Self.numbers(leftRun, rightRun) : Self.texts(leftRun, rightRun)
            if order != .same {
                self = order
                return
            }
            left = left.dropFirst(leftRun.count)
            right = right.dropFirst(rightRun.count)
        }
        self = Self.rests(left, right)
    }

    private static func numbers(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> VersionOrder {
        let left = left.drop { $0 == UInt8(ascii: "0") }
        let right = right.drop { $0 == UInt8(ascii: "0") }
        if left.count != right.count { return left.count < right.count ? .older : .newer }
        return texts(left, right)
    }

    private static func texts(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> VersionOrder {
        if left.elementsEqual(right) { return .same }
        return left.lexicographicallyPrecedes(right) ? .older : .newer
    }

    /// One side has ended, or both.
    private static func rests(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> VersionOrder {
        if left.isEmpty, right.isEmpty { return .same }
        if let first = left.first, VersionParts.isLetter(first) { return .older }
        if left.isEmpty, let first = right.first, !VersionParts.isLetter(first) { return .older }
        return .newer
    }
}

/// `[epoch:]pkgver[-pkgrel]`, cut as libalpm's `parseEVR` does.
struct VersionParts {
    var epoch: ArraySlice<UInt8> = [UInt8(ascii: "0")]
    var hasEpoch = false
    var pkgver: ArraySlice<UInt8>
    var pkgrel: ArraySlice<UInt8>?

    init(_ version: ByteString) {
        pkgver = version.bytes[...]
        let digits = pkgver.prefix(while: Self.isDigit)
        if version.bytes.dropFirst(digits.count).first == UInt8(ascii: ":") {
            hasEpoch = true
            if !digits.isEmpty { epoch = digits }
            pkgver = pkgver.dropFirst(digits.count + 1)
        }
        if let dash = pkgver.lastIndex(of: UInt8(ascii: "-")) {
            pkgrel = pkgver[(dash + 1)...]
            pkgver = pkgver[..<dash]
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
}
