import ByteStrings
import Glibc
import Processes
import Testing

/// `history show --html` and `history report --html` of a real build, read by an HTML parser that is not ours.
@Suite(.serialized, .timeLimit(.minutes(2))) struct HtmlPageTests {
    /// A source whose name is markup, and no UTF-8, beside an ordinary one, and a link.
    private static let hostile: ByteString =
        "<script>\"x\"&" + ByteString([0xE9]) + ".c"

    private func built() async throws -> PackageFixture {
        let fixture = try await PackageFixture("pkgname=none\n")
        try fixture.write("int f(void) { return 1; }\n", as: "package/" + Self.hostile)
        try fixture.write("int main(void) { return 0; }\n", as: "package/main.c")
        let script: ByteString = "for f in *.c; do gcc -c \"$f\"; done; gcc -o program *.o"
        let result = try await fixture.distmake(["run", "--", "sh", "-c", script])
        try #require(result.status.isSuccess, "\(result.errors)")
        return fixture
    }

    /// What Python's parser and JSON reader say of a page: its tags are balanced, nothing is loaded, identifiers are
    /// single, and the data names these files.
    private func check(_ page: ByteString) async throws -> [String] {
        let script: ByteString = #"""
            import html.parser, json, sys

            VOID = {"meta", "input", "br", "rect", "line", "circle", "path"}
            class Page(html.parser.HTMLParser):
                open, seen, data, inside = [], [], "", False
                def handle_starttag(self, tag, attributes):
                    names = [name for name, _ in attributes]
                    for name, value in attributes:
                        if name.startswith("on") or name in ("src", "srcset", "data", "action"):
                            print(f"attribute {name}={value}")
                        if name == "href" and not value.startswith("#"): print(f"link {value}")
                        if name == "id": self.seen.append(value)
                    if len(names) != len(set(names)): print(f"attributes twice in {tag}")
                    self.inside = dict(attributes).get("id") == "timeline-data"
                    if tag not in VOID: self.open.append(tag)
                def handle_startendtag(self, tag, attributes):
                    if tag not in VOID: print(f"{tag} closes itself")
                def handle_endtag(self, tag):
                    if not self.open or self.open.pop() != tag: print(f"/{tag} at {self.getpos()}")
                    self.inside = False
                def handle_comment(self, text): print("a comment")
                def handle_data(self, text):
                    if self.inside: self.data += text
            page = Page()
            page.feed(open(sys.argv[1], encoding="utf-8", errors="strict").read())
            page.close()
            if page.open: print(f"open at the end: {page.open}")
            if len(page.seen) != len(set(page.seen)): print("an identifier twice")
            data = json.loads(page.data)
            columns = {len(data[name]) for name in ("name", "began", "compile", "work", "marks")}
            lanes = sum(sum(machine["lanes"]) for machine in data["machines"])
            if columns != {lanes}: print(f"columns of {columns}, lanes of {lanes}")
            print("names", sorted(ascii(name) for name in data["name"] if name))
            """#
        let result = try await capture("/usr/bin/python3", arguments: ["-c", script, page])
        let lines = ByteString(result.standardOutput).split("\n").map(\.string)
        return result.waitStatus.isSuccess ? lines : lines + [ByteString(result.standardError).string]
    }

    @Test func `a page is whole, and no name is part of its markup`() async throws {
        let fixture = try await built()
        let page = fixture.start.appending(path: "page.html")
        let names = "names ['\"<script>\\'\"x\"&\\\\ufffd.c\"', '\\'main.c\\'']"
        for command: [ByteString] in [["show"], ["report", "package"]] {
            let result = try await fixture.distmake(["history"] + command + ["--html", "page.html"])
            #expect(result.status.isSuccess && result.errors == "" && result.output == "", "\(result.errors)")
            let said = try await check(page)
            #expect(said.filter { !$0.hasPrefix("names ") } == [])
            #expect(said.last?.contains("main.c") == true && said.last?.contains("ufffd") == true, "\(names)")
        }
        let all = try await fixture.distmake(["history", "report", "--html", "-"])
        #expect(all.output.string.hasPrefix("<!DOCTYPE html>") && all.output.string.hasSuffix("</html>\n"))
        #expect(try await fixture.names(in: "package").contains { $0.string.contains(".new") } == false)
    }

    @Test func `a file is replaced as users expect, or they are told why not`() async throws {
        let fixture = try await built()
        let show: ([ByteString]) async throws -> BuildResult = { file in
            try await fixture.distmake(["history", "show", "--html"] + file)
        }
        try fixture.write("old", as: "package/old.html", mode: 0o640)
        try await shell(
            "cd \"$1\" && ln -s old.html link.html && mkdir directory && mkfifo -m 666 pipe && chmod a-w directory",
            [fixture.start])

        #expect(try await show(["link.html"]).status.isSuccess)
        #expect(fixture.contents("package/old.html")?.string.hasPrefix("<!DOCTYPE html>") == true)
        let modes = try await shell("cd \"$1\" && stat -c '%a %F' old.html link.html", [fixture.start])
        #expect(modes == "640 regular file\n777 symbolic link\n")

        let piped = try await fixture.run(
            ["sh", "-c", "cat pipe & distmake history show --html pipe && wait"])
        #expect(piped.status.isSuccess && piped.output.string.hasPrefix("<!DOCTYPE html>"), "\(piped.errors)")

        for (file, words) in [
            ("directory", "Is a directory; name a file in it"),
            ("nowhere/page.html", "No such file or directory; the directory"),
            ("directory/page.html", "Permission denied; name a file where you may write"),
        ] as [(ByteString, String)] {
            let result = try await show([file])
            #expect(result.status == WaitStatus(exitCode: 1), "\(file)")
            #expect(
                result.errors.string.hasPrefix("distmake: cannot write \(file): \(words)"), "\(result.errors)"
            )
        }
        for wrong: [ByteString] in [[], [""], ["page.html", "--json"]] {
            let result = try await show(wrong)
            #expect(!result.status.isSuccess && result.errors.contains("--html"), "\(result.errors)")
        }
        #expect(!fixture.exists("package/page.html"))
    }
}
