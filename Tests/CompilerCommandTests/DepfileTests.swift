import ByteStrings
import CompilerCommand
import Testing

@Suite struct DepfileTests {
    /// Seen with gcc 12 and clang 14; `PeerTests` compares whole files.
    @Test(arguments: [
        ("gcc -MD -o o/x.o -c s/a.b.c", "o/x.d", "o/x.o"),
        ("gcc -MD -o o/x.s -S s/a.b.c", "o/x.d", "o/x.s"),
        ("gcc -MD -o o/x -c s/a.b.c", "o/x.d", "o/x"),
        ("gcc -MD -o o/.x -c s/a.b.c", "o/.d", "o/.x"),
        ("gcc -MD -o o.d/x -c s/a.b.c", "o.d/x.d", "o.d/x"),
        ("gcc -MD -o o/x.y.z -c s/a.b.c", "o/x.y.d", "o/x.y.z"),
        ("gcc -MD -c s/a.b.c", "a.b.d", "a.b.o"),
        ("gcc -MMD -S s/a.b.c", "a.b.d", "a.b.o"),
        ("gcc -MD -MF f.d -c s/a.b.c", "f.d", "a.b.o"),
        ("gcc -MD -MFf.d -MT t -MQ u -o x.o -c s/a.b.c", "f.d", "t u"),
        ("gcc -Wp,-MD,w.d -o o/x.o -c s/a.b.c", "w.d", "a.b.o"),
        ("gcc -Wp,-MMD,w.d,-MT,t -o o/x.o -c s/a.b.c", "w.d", "t"),
        ("gcc -Xpreprocessor -MD -Xpreprocessor w.d -o o/x.o -c s/a.b.c", "w.d", "a.b.o"),
        ("clang -Wp,-MD,w.d -o o/x.o -c s/a.b.c", "w.d", "o/x.o"),
        ("clang -Wp,-MMD,w.d -c s/a.b.c", "w.d", "a.b.o"),
    ])
    func `path and targets are the driver's`(line: String, path: String, targets: String) throws {
        let command = CompilerCommand(parsing: line.split(separator: " ").map { ByteString(String($0)) })
        let depfile = try #require(command.depfile)
        #expect(depfile.path.string == path)
        #expect(depfile.targets.joined(separator: " ").string == targets)
        #expect(!depfile.isAmbiguous)
    }

    @Test(arguments: ["gcc -c a.c", "gcc -M a.c", "gcc -MF x -c a.c", "gcc -MD a.c", "gcc -MP -c a.c"])
    func `no compile that writes one, no depfile`(line: String) {
        #expect(
            CompilerCommand(parsing: line.split(separator: " ").map { ByteString(String($0)) }).depfile == nil
        )
    }

    @Test(arguments: [
        "gcc -MD -MF a -MF b -c a.c", "gcc -MD -Wp,-MD,f -c a.c", "clang -Wp,-MD,f,-MT,t -c a.c",
        "gcc -Wp,-MD -c a.c -Wp,-MMD,f -Wp,-MD", "gcc -Wp,-M -c a.c",
    ])
    func `what the compilers might read differently is ambiguous`(line: String) {
        let command = CompilerCommand(parsing: line.split(separator: " ").map { ByteString(String($0)) })
        #expect(command.depfile?.isAmbiguous == true)
    }
}
