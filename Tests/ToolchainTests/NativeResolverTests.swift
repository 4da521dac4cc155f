import ByteStrings
import Processes
import Testing

@testable import Toolchain

/// With the compilers of this machine: the replacement makes the same objects.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct NativeResolverTests {
    private static let environment: [ByteString] = ["PATH=/usr/bin:/bin"]

    @Test(
        arguments: ["/usr/bin/gcc", "/usr/bin/clang"] as [ByteString],
        [
            "-march=native", "-mtune=native", "-march=native -mtune=native", "-march=native -mtune=generic",
            "-mno-avx2 -march=native", "-m32 -march=native",
        ] as [ByteString])
    func `the replacement makes the same object`(compiler: ByteString, line: ByteString) async throws {
        let directory = TemporaryDirectory()
        let source = directory.write("x.c", Self.source)
        let arguments = line.split(" ")
        let flags = try #require(
            try await NativeResolver.resolve(
                compiler: compiler, arguments: arguments, environment: Self.environment))
        #expect(NativeOptions(arguments: flags.flags).isEmpty)
        var objects: [[UInt8]] = []
        for variant in [arguments, flags.replacing(in: arguments)] {
            let result = try await capture(
                compiler, arguments: variant + ["-O3", "-S", source, "-o", "-"], environment: Self.environment
            )
            #expect(result.waitStatus.isSuccess, "\(ByteString(result.standardError))")
            objects.append(result.standardOutput)
        }
        #expect(!objects[0].isEmpty)
        #expect(objects[0] == objects[1])
    }

    @Test(arguments: ["/usr/bin/gcc", "/usr/bin/clang"] as [ByteString])
    func `whole objects are equal to the byte`(compiler: ByteString) async throws {
        let directory = TemporaryDirectory()
        let source = directory.write("x.c", Self.source)
        let flags = try #require(
            try await NativeResolver.resolve(
                compiler: compiler, arguments: ["-march=native"], environment: Self.environment))
        let output = directory.path.appending(path: "x.o")
        var objects: [[UInt8]] = []
        for variant in [["-march=native"], flags.flags] {
            let made = try await capture(
                compiler, arguments: variant + ["-O2", "-c", source, "-o", output],
                environment: Self.environment)
            #expect(made.waitStatus.isSuccess)
            objects.append(try await capture("/bin/cat", arguments: [output]).standardOutput)
        }
        #expect(!objects[0].isEmpty)
        #expect(objects[0] == objects[1])
    }

    @Test func `a command line without native asks nobody`() async throws {
        let flags = try await NativeResolver.resolve(compiler: "/none", arguments: ["-O2"], environment: [])
        #expect(flags == nil)
    }

    @Test func `a compiler that does not answer is named`() async {
        await #expect(throws: ToolchainError(.nativeUnresolved, path: "/bin/true")) {
            try await NativeResolver.resolve(
                compiler: "/bin/true", arguments: ["-march=native"], environment: [])
        }
        do {
            _ = try await NativeResolver.resolve(
                compiler: "/none", arguments: ["-mcpu=native"], environment: [])
            Issue.record("no error")
        } catch {
            #expect(error.code == .compilerMissing)
            #expect(error.path == "/none")
        }
    }

    @Test func `a replacement that means something else is refused`() async throws {
        let directory = TemporaryDirectory()
        let answer = ByteString("echo ' cc1 -E \"-march='$# >&2; exit 0")
        let liar = directory.program("gcc", answer)
        await #expect(throws: ToolchainError(.nativeUnresolved, path: liar)) {
            try await NativeResolver.resolve(
                compiler: liar, arguments: ["-march=native", "-mtune=native"], environment: Self.environment)
        }
    }

    @Test func `a compiler is one file under all its names`() async throws {
        let identity = try CompilerIdentity(path: "/usr/bin/gcc")
        #expect(try CompilerIdentity(path: identity.path) == identity)
        #expect(identity.size > 0)
        let description = try await identity.describe(environment: Self.environment + ["LC_ALL=de_DE.UTF-8"])
        #expect(description.version.contains("gcc"))
        #expect(description.target.contains("-linux-"), "\(description)")
        #expect(throws: ToolchainError(.compilerMissing, path: "/none")) {
            try CompilerIdentity(path: "/none")
        }
        #expect(throws: ToolchainError(.compilerMissing, path: "/etc")) { try CompilerIdentity(path: "/etc") }
    }

    /// Loops that vectorize, bit counts, multiply-add, a copy whose strategy depends on tuning. No headers, so
    /// that -m32 needs no 32-bit C library.
    private static let source: ByteString = """
        typedef unsigned long long word;
        void saxpy(float *restrict y, const float *restrict x, float a, int n) {
            for (int i = 0; i < n; i++) y[i] += a * x[i];
        }
        int bits(const word *p, int n) {
            int sum = 0;
            for (int i = 0; i < n; i++) sum += __builtin_popcountll(p[i]);
            return sum;
        }
        double fused(double a, double b, double c) { return a * b + c; }
        int zeros(unsigned x) { return __builtin_ctz(x) + __builtin_clz(x); }
        unsigned swapped(const unsigned *x) { return __builtin_bswap32(*x); }
        void copy(char *a, const char *b) { __builtin_memcpy(a, b, 257); }
        void clear(char *a, unsigned n) { __builtin_memset(a, 0, n); }
        int squares(const int *p, int n) {
            int sum = 0;
            for (int i = 0; i < n; i++) sum += p[i] * p[i];
            return sum;
        }
        word shifted(word x, int n) { return x << n ^ x >> (64 - n); }

        """
}
