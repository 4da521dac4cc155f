import ByteStrings
import Testing

@testable import CompilerCommand

@Suite struct LinkTimeJobsTests {
    @Test(
        arguments: [
            ("gcc a.o -o a", nil), ("gcc -flto=auto -fno-lto a.o", nil), ("gcc -flto a.o", .serial),
            ("gcc -flto=auto a.o -o a", .processors), ("gcc -flto=jobserver a.o", .processors),
            ("clang -flto=thin a.o", .processors), ("clang -flto=full a.o", .serial),
            ("gcc -flto=3 a.o -o a", .count(3)), ("gcc -flto=1 a.o", .serial), ("gcc -flto=-1 a.o", .serial),
            ("gcc -flto=4 -flto a.o", .count(4)), ("gcc -flto=auto -flto=4 a.o", .processors),
            ("gcc -fno-lto -flto=2 -c a.c", .count(2)),
        ] as [(ByteString, LinkTimeJobs?)])
    func `the greediest option counts`(line: ByteString, want: LinkTimeJobs?) {
        #expect(CompilerCommand(parsing: line.split(" ")).linkTimeJobs == want)
    }

    @Test func `all processors are more than any number`() {
        #expect(LinkTimeJobs.serial < .count(2))
        #expect(LinkTimeJobs.count(2) < .count(3))
        #expect(LinkTimeJobs.count(1000) < .processors)
    }
}
