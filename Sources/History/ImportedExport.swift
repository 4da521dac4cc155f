internal import GRDB

/// The builds of an export, portion by portion.
///
///     export ::= "distmake-history" build* "end"          ; each word is the name of a line: distmake-history(5)
///     build  ::= "build" ("host" | "phase" | "header" | "package" | "job" | "sum")*
///
/// A build is whole when the next one begins, or the export ends with its last line. An export that was cut off, by a
/// connection that broke, has no such line, and its last build may lack jobs: it is not taken.
struct ImportedExport {
    private var lines: LineReader
    private let imported: Duration
    /// Of the line that was read last.
    private var number = 0
    private var build: ImportedBuild?
    private var hasEnded = false
    /// Why the export cannot be read any further.
    private var problem: (any Error)?

    init(_ lines: LineReader, imported: Duration) {
        self.lines = lines
        self.imported = imported
    }

    /// The next builds, until they and their jobs are `count`; `nil` after the last one.
    ///
    /// - Throws: `ImportProblem` for a wrong line, after the builds before it were returned.
    mutating func portion(of count: Int, _ json: Database) throws -> [ImportedBuild]? {
        var portion: [ImportedBuild] = []
        var jobs = 0
        while problem == nil, jobs < count {
            do {
                guard let build = try next(json) else { break }
                portion.append(build)
                jobs += 1 + build.jobs.count
            } catch {
                problem = error
            }
        }
        if !portion.isEmpty { return portion }
        if let problem { throw problem }
        return nil
    }

    private mutating func next(_ json: Database) throws -> ImportedBuild? {
        if number == 0 { try readHeader(json) }
        while let line = try nextLine(json) {
            if hasEnded { throw ImportProblem(line: number, text: "comes after the end of the export") }
            switch line.name {
            case "build":
                let whole = takeBuild()
                build = try ImportedBuild(line, imported: imported)
                if let whole { return whole }
            case "end":
                hasEnded = true
                if let whole = takeBuild() { return whole }
            default:
                guard build != nil else {
                    throw ImportProblem(
                        line: number, text: "\"\(line.name)\" comes before the first build")
                }
                try build?.add(line)
            }
        }
        guard hasEnded else {
            throw ImportProblem(
                line: number, text: "is the last, but not the end of the export: it was cut off")
        }
        return nil
    }

    /// The build that was read so far.
    private mutating func takeBuild() -> ImportedBuild? {
        defer { build = nil }
        return build
    }

    private mutating func readHeader(_ json: Database) throws {
        guard let header = try nextLine(json), header.name == "distmake-history" else {
            throw ImportProblem(line: 1, text: "is not that of a history export")
        }
        guard try header.number("version") == HistoryReader.exportVersion else {
            throw header.problem(
                "version is another than \(HistoryReader.exportVersion); a newer distmake reads it")
        }
    }

    private mutating func nextLine(_ json: Database) throws -> ImportedLine? {
        while let bytes = try lines.next() {
            number += 1
            if !bytes.isEmpty { return try ImportedLine(bytes, number: number, database: json) }
        }
        return nil
    }
}
