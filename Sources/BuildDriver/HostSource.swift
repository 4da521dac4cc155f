public import ByteStrings
import Glibc
public import HostSpec

/// Where the host list came from, and what it says.
public struct HostSource: Equatable, Sendable {
    public enum Origin: Equatable, Sendable {
        /// DISTCC_HOSTS of makepkg.conf, and where it is set: `/etc/makepkg.conf:27`.
        case configuration(ByteString)
        /// DISTCC_HOSTS of the environment.
        case environment
        /// An option of distmake's own: `--hosts`.
        case option(ByteString)
        /// A file of the form of distcc's `hosts`.
        case file(ByteString)
    }

    /// The list as the user wrote it.
    public var text: ByteString
    public var origin: Origin

    public init(text: ByteString, origin: Origin) {
        self.text = text
        self.origin = origin
    }

    /// The list in force: the first of `all`.
    ///
    /// A variable that is set and empty does not fall through, as in distcc: it names no hosts, and nothing is
    /// distributed.
    public static func find(configured: HostSource?, _ environment: ProcessEnvironment) -> HostSource? {
        all(configured: configured, environment).first
    }

    /// Every list that there is, the one in force first: DISTCC_HOSTS of makepkg.conf and of the environment,
    /// `$DISTCC_DIR/hosts` (else `~/.distcc/hosts`), `/etc/distcc/hosts`.
    ///
    /// - Parameter configured: DISTCC_HOSTS as makepkg.conf sets it, and where.
    public static func all(configured: HostSource?, _ environment: ProcessEnvironment) -> [HostSource] {
        let variable = environment["DISTCC_HOSTS"].map { HostSource(text: $0, origin: .environment) }
        let files = files(environment).compactMap { path in
            TextFile.read(path).map { HostSource(text: $0, origin: .file(path)) }
        }
        return [configured, variable].compactMap { $0 } + files
    }

    static func files(_ environment: ProcessEnvironment) -> [ByteString] {
        let own: ByteString? =
            environment.text("DISTCC_DIR") ?? environment.text("HOME").map { $0.appending(path: ".distcc") }
        return [own?.appending(path: "hosts"), "/etc/distcc/hosts"].compactMap { $0 }
    }

    /// The list as values; `nil` when it names nobody, be it empty or all comments.
    ///
    /// - Throws: `HostSourceError` for the first token that cannot be used, with where it stands.
    public func list() throws(HostSourceError) -> HostList? {
        do {
            return try HostList(parsing: text)
        } catch  where error.code == .noHosts {
            return nil
        } catch {
            throw HostSourceError(source: self, problem: error)
        }
    }

    /// Whether this list, hidden by another, names other hosts or is wrong: a frequent surprise (distcc's issue 396).
    public func differs(from list: HostList) -> Bool {
        do {
            let other = try self.list()
            return other.map { $0.items.map(\.token) != list.items.map(\.token) } ?? false
        } catch {
            return true
        }
    }
}

extension HostSource.Origin {
    /// For people: `DISTCC_HOSTS of the environment`, `/etc/distcc/hosts` …
    public var description: ByteString {
        switch self {
        case .configuration(let place): "DISTCC_HOSTS of " + place
        case .environment: "DISTCC_HOSTS of the environment"
        case .option(let name): name
        case .file(let path): path
        }
    }

    /// With a place in the list: `/etc/distcc/hosts:3:5`, `DISTCC_HOSTS of the environment, column 5`.
    public func description(of place: TextPlace) -> ByteString {
        switch self {
        case .configuration, .environment, .option:
            let line = place.line > 1 ? ", line \(place.line)" : ""
            return description + ByteString("\(line), column \(place.column)")
        case .file(let path):
            return path + ByteString(":\(place.line):\(place.column)")
        }
    }
}

/// A host list that cannot be used.
public struct HostSourceError: Error, Equatable, Sendable {
    public var source: HostSource
    /// Which token, and what is allowed.
    public var problem: HostListError

    /// What is wrong, then the line with a mark below its wrong part.
    public var lines: [ByteString] {
        let place = problem.place
        let rows = source.text.split("\n", keepingEmpty: true)
        let row = rows.indices.contains(place.line - 1) ? rows[place.line - 1] : ""
        // Tabs are kept, so that the mark stands right however wide they are shown.
        let blanks = row.bytes.prefix(Self.length(of: place.column - 1, in: row)).compactMap { byte in
            byte & 0xC0 == 0x80 ? nil : byte == UInt8(ascii: "\t") ? byte : UInt8(ascii: " ")
        }
        let width = problem.piece.bytes.count { $0 & 0xC0 != 0x80 }
        return [
            source.origin.description(of: place) + ": " + ByteString(problem.explanation),
            "    " + row,
            "    " + ByteString(blanks) + ByteString(String(repeating: "^", count: max(1, width))),
        ]
    }

    /// How many bytes the first `characters` of a line have.
    private static func length(of characters: Int, in row: ByteString) -> Int {
        var seen = 0
        return row.bytes.firstIndex { byte in
            if byte & 0xC0 != 0x80 { seen += 1 }
            return seen > characters
        } ?? row.count
    }
}
