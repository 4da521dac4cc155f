import ByteStrings
import History
import Processes
import Testing

/// Whole builds of a small project, each by another build system.
@Suite(.serialized, .timeLimit(.minutes(3))) struct BuildSystemTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write(SmallProject.files)
    }

    struct System: Sendable, CustomTestStringConvertible {
        var name: String
        /// Once, before both builds: what a release tarball contains already.
        var prepare: ByteString = "true"
        var build: ByteString

        var testDescription: String { name }

        static let all = [
            System(name: "plain make", build: "make -j8"),
            System(
                name: "autotools", prepare: "autoreconf -i",
                build: "mkdir -p b && cd b && ../configure --disable-dependency-tracking && make -j8"),
            System(
                name: "autotools with depfiles", prepare: "autoreconf -i",
                build: "./configure CFLAGS='-g -O2' && make -f Makefile -j8"),
            System(
                name: "CMake with make",
                build: "cmake -S . -B b -DCMAKE_BUILD_TYPE=RelWithDebInfo && make -C b -j8"),
            System(name: "CMake with ninja", build: "cmake -G Ninja -S . -B b && ninja -C b -j8"),
            System(name: "Meson", build: "meson setup b && ninja -C b -j8"),
        ]
    }

    @Test(arguments: System.all)
    func `every compile but the probes goes out, and the objects are the same`(system: System) async throws {
        // A Makefile of automake's and ours cannot both be there.
        if system.name.hasPrefix("autotools") { Files.remove(place("Makefile")) }
        try await place.plain(system.prepare).mustSucceed()
        let pristine: ByteString = "rm -rf ../pristine && cp -a . ../pristine"
        try await place.plain(pristine).mustSucceed()
        try await place.plain(system.build).mustSucceed()
        let plain = try await strippedObjects()
        try await place.plain("cp -a ../pristine ../next && rm -rf ./* && cp -a ../next/. .").mustSucceed()
        try await StockDistccd.with { hosts in
            try await place.build(system.build, hosts: hosts).mustSucceed()
        }
        let distributed = try await strippedObjects()
        #expect(plain.keys.sorted() == distributed.keys.sorted())
        #expect(plain.count == SmallProject.unitCount)
        for (name, object) in plain { #expect(distributed[name] == object, "\(name)") }
        let compiles = try place.jobs().filter { $0.kind == .compile }
        let local = compiles.filter { $0.fate != "remote" && $0.localReason != "compile-and-link" }
        #expect(local.map { "\($0.file): \($0.fate)" } == [])
        #expect(compiles.count { $0.fate == "remote" } == SmallProject.unitCount)
    }

    /// The project's objects without debug information, whose columns a volunteer cannot know.
    private func strippedObjects() async throws -> [ByteString: [UInt8]] {
        try await place.plain(
            "find . -name '*.o' ! -path '*/CMakeFiles/[0-9]*' ! -path '*meson-private*' -exec strip -g {} +")
        return Files.tree(place.work).filter { $0.key.hasSuffix(".o") && !$0.key.contains("/CMakeFiles/3.") }
            .mapValues(\.bytes)
    }
}

/// A program of C and C++ with its build descriptions for make, automake, CMake and Meson.
enum SmallProject {
    static let unitCount = 8

    static let files: [String: String] = {
        var files = [
            "lib.h":
                "int part(int, int);\n#ifdef __cplusplus\nextern \"C\"\n#endif\nint text(const char *);\n",
            "text.cc": """
            #include <string>
            #include <vector>
            #include "lib.h"
            int text(const char *s) { return std::vector<std::string>{s, "x"}.size(); }

            """,
            "main.c": """
            #include <stdio.h>
            #include "lib.h"
            int main(void) { printf("%s %d\\n", __FILE__, text(__DATE__)); return 0; }

            """,
            "Makefile": """
            CFLAGS = -O2 -g -Wall -MMD
            CXXFLAGS = -O2 -g -Wall -MMD
            small: main.o text.o part1.o part2.o part3.o part4.o part5.o part6.o
            \t$(CXX) -o $@ $^
            -include $(wildcard *.d)

            """,
            "configure.ac": """
            AC_INIT([small], [1.0])
            AM_INIT_AUTOMAKE([foreign])
            AC_PROG_CC
            AC_PROG_CXX
            AC_CHECK_HEADERS([sys/epoll.h nonexistent.h])
            AC_CHECK_FUNCS([memfd_create strlfoo])
            AC_CONFIG_FILES([Makefile])
            AC_OUTPUT

            """,
            "Makefile.am": "bin_PROGRAMS = small\nsmall_SOURCES = lib.h \(sources)\n",
            "CMakeLists.txt": """
            cmake_minimum_required(VERSION 3.13)
            project(small C CXX)
            include(CheckSymbolExists)
            check_symbol_exists(epoll_create sys/epoll.h HAVE_EPOLL)
            add_executable(small \(sources))

            """,
            "meson.build": """
            project('small', 'c', 'cpp')
            cc = meson.get_compiler('c')
            cc.has_function('epoll_create')
            executable('small', '\(sources.split(separator: " ").joined(separator: "', '"))')

            """,
        ]
        for number in 1...6 {
            files["part\(number).c"] = """
                #include <assert.h>
                #include <string.h>
                #include "lib.h"
                static int square(int x) { return x * x; }
                int part\(number)(int a, int b) { assert(a); return square(a) + (int)strlen(__FILE__) - b; }

                """
        }
        return files
    }()

    private static let sources =
        "main.c text.cc part1.c part2.c part3.c part4.c part5.c part6.c"
}
