import ByteStrings
import History

/// When makepkg's functions ran, as the derived configuration writes it down in the build's directory:
///
///     log   ::= line*
///     line  ::= microseconds " " name "\n"    ; since 1970; no name between phases
enum PhaseTimes {
    static let fileName: ByteString = "phases"

    /// - Parameters:
    ///   - started: the build's start, since 1970.
    ///   - ended: the build's end, which is that of a phase without an end.
    static func read(_ log: ByteString, started: Duration, ended: Duration) -> [BuildPhase] {
        let changes = log.split("\n").compactMap { line -> (time: Duration, name: ByteString)? in
            let words = line.split(" ")
            guard let microseconds = words.first.flatMap({ Int64($0.string) }) else { return nil }
            return (.microseconds(microseconds), words.dropFirst().first ?? "")
        }
        let ends = changes.dropFirst().map(\.time) + [ended]
        return zip(changes, ends).filter { !$0.0.name.isEmpty }.map { change, end in
            BuildPhase(
                name: change.name.string, started: max(.zero, change.time - started),
                wall: max(.zero, end - change.time))
        }
    }
}
