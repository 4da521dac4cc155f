import BashSyntax
import ByteStrings
import Glibc
import Pkgbuild
import Processes
import Testing

/// The corpus of PKGBUILDs as makepkg's own functions print it, compared with what is known without running them.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `What makepkg prints of a PKGBUILD` {
    private static let corpus = ByteString(#filePath).directoryPath.directoryPath
        .appending(path: "Corpora/pkgbuilds")

    /// Each file of the corpus in one bash: makepkg itself takes most of a second to start. A line of 0x01 and the
    /// name comes before what is printed of a file. Unlike makepkg, the subshell ends where half a line is evaluated.
    /// Printing takes longer than reading, a second for some dozen packages, so every processor has its share.
    private static let everyFile: ByteString = #"""
        LIBRARY=/usr/share/makepkg
        shopt -s extglob
        startdir=$PWD
        for lib in "$LIBRARY"/*.sh; do source "$lib"; done
        load_makepkg_config
        place=$(mktemp -d) && trap 'rm -rf "$place"' EXIT
        # The largest first, so that none of them comes last and alone.
        for file in $(ls -S *.PKGBUILD); do
          while mapfile -t running < <(jobs -rp) && (( ${#running[@]} >= $1 )); do wait -n; done
          (
            trap - EXIT
            unset pkgname "${pkgbuild_schema_strings[@]}" "${pkgbuild_schema_arrays[@]}"
            source_safe "./$file"
            pkgbase=${pkgbase:-${pkgname[0]}}
            write_srcinfo_content
          ) >"$place/$file" &
        done
        wait
        for file in *.PKGBUILD; do
          printf '\1%s\n' "$file"
          cat "$place/$file"
        done
        """#

    /// The same by makepkg itself for the files whose names follow.
    private static let chosenFiles: ByteString = #"""
        place=$(mktemp -d) && trap 'rm -rf "$place"' EXIT
        corpus=$PWD
        for file in "$@"; do
          printf '\1%s\n' "$file"
          cp "$corpus/$file" "$place/PKGBUILD" && cd "$place" && /usr/bin/makepkg --printsrcinfo
        done
        """#

    @Test func `is what is known, or reported as unknown`() async throws {
        let printed = try await printed(by: Self.everyFile, ["\(Processors.available)"])
        #expect(printed.count >= 155)
        var fields = 0
        var known = 0
        for (file, text) in printed {
            let srcinfo = try srcinfo(of: file)
            let comparison = Comparison(srcinfo, Printed(text))
            #expect(comparison.differences == [], "\(file)")
            if let whole = srcinfo.text { #expect(whole == text, "\(file)") }
            fields += comparison.fields
            known += comparison.equal
        }
        print("static and equal: \(known) of \(fields) fields in \(printed.count) files")
        #expect(known * 100 >= fields * 97)
    }

    @Test func `is printed by makepkg itself as by its functions`() async throws {
        let files: [ByteString] = [
            "eval_package_fn.PKGBUILD", "split_pkgname_array.PKGBUILD", "array_append.PKGBUILD",
            "odd_lines.PKGBUILD", "cut_line.PKGBUILD",
        ]
        let printed = try await printed(by: Self.chosenFiles, files)
        #expect(printed.map(\.file) == files)
        for (file, text) in printed {
            let srcinfo = try srcinfo(of: file)
            #expect(Comparison(srcinfo, Printed(text)).differences == [], "\(file)")
            if let whole = srcinfo.text { #expect(whole == text, "\(file)") }
        }
    }

    // MARK: Both sides

    private func printed(
        by script: ByteString, _ files: [ByteString] = []
    ) async throws -> [(file: ByteString, text: ByteString)] {
        // makepkg refuses root.
        let user: [ByteString] =
            geteuid() == 0
            ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["/usr/bin/env"]
        let command = user + ["/bin/bash", "-c", script, "oracle"] + files
        let result = try await capture(
            command[0], arguments: Array(command.dropFirst()),
            // A PACMAN that is there is all that makepkg asks for here.
            environment: ["PATH=/usr/bin:/bin", "HOME=/nonexistent", "LC_ALL=C", "PACMAN=/bin/true"],
            workingDirectory: Self.corpus)
        return ByteString(result.standardOutput).split("\u{1}").map { part in
            let name = ByteString(part.bytes.prefix { $0 != UInt8(ascii: "\n") })
            return (name, ByteString(part.bytes.dropFirst(name.count + 1)))
        }
    }

    private func srcinfo(of file: ByteString) throws -> Srcinfo {
        let corpus = Self.corpus
        var evaluation = Evaluation(
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C"],
            unsetVariables: .empty,
            sourceFile: { Files.read(corpus.appending(path: $0)).map { ByteString($0) } })
        let configuration = try #require(Files.read("/etc/makepkg.conf"))
        evaluation.evaluate(SyntaxTree(parsing: configuration), file: "/etc/makepkg.conf")
        let text = try #require(Files.read(corpus.appending(path: file)))
        return Srcinfo(Pkgbuild(SyntaxTree(parsing: text), file: file, after: evaluation))
    }
}

/// The lines that makepkg printed.
private struct Printed {
    var sections: [(name: ByteString, attributes: [(name: ByteString, values: [ByteString])])] = []

    init(_ text: ByteString) {
        for line in text.split("\n") {
            guard let sign = line.firstRange(of: " = ") else { continue }
            let name = ByteString(line.bytes[..<sign.lowerBound])
            let value = ByteString(line.bytes[sign.upperBound...])
            guard let attribute = name.dropping(prefix: "\t"), let last = sections.indices.last else {
                sections.append((value, []))
                continue
            }
            if let same = sections[last].attributes.indices.last,
                sections[last].attributes[same].name == attribute
            {
                sections[last].attributes[same].values.append(value)
            } else {
                sections[last].attributes.append((attribute, [value]))
            }
        }
    }
}

/// Attribute by attribute: what is not among the unknown ones is what makepkg printed, and nothing else is there.
private struct Comparison {
    /// Attributes that makepkg printed.
    private(set) var fields = 0
    private(set) var equal = 0
    private(set) var differences: [String] = []

    init(_ srcinfo: Srcinfo, _ printed: Printed) {
        let packagesAreKnown = !srcinfo.unknown.contains { $0.attribute == "pkgname" }
        if packagesAreKnown, srcinfo.sections.count != printed.sections.count {
            differences.append("\(srcinfo.sections.count) sections instead of \(printed.sections.count)")
        }
        for (section, want) in zip(srcinfo.sections, printed.sections) {
            let unknown = Set(srcinfo.unknown.filter { $0.package == section.package }.map(\.attribute))
            if section.name != want.name, !unknown.contains("pkgbase") {
                differences.append("\(section.name) instead of \(want.name)")
            }
            let found = Dictionary(uniqueKeysWithValues: section.attributes.map { ($0.name, $0.values) })
            let wanted = Dictionary(uniqueKeysWithValues: want.attributes.map { ($0.name, $0.values) })
            for name in Set(found.keys).union(wanted.keys).union(unknown) {
                if wanted[name] != nil { fields += 1 }
                if unknown.contains(name) { continue }
                let isOfArchitecture = name.contains("_")
                if isOfArchitecture, unknown.contains("arch") { continue }
                let values = found[name].map { $0.isEmpty ? [""] : $0 }
                if values == wanted[name] {
                    if values != nil { equal += 1 }
                } else {
                    differences.append(
                        "\(section.name): \(name) is \(values ?? []) instead of \(wanted[name] ?? [])")
                }
            }
        }
    }
}
