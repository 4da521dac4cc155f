import ByteStrings
import Processes
import Testing

/// `distmake doctor`: what a build here would use, and what is wrong.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DoctorCommandTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
    }

    /// With a makepkg.conf of its own.
    private func doctor(
        _ configuration: String, _ arguments: [ByteString] = [], hosts: ByteString? = "red/8",
        extra: [ByteString] = []
    ) async throws -> (status: WaitStatus, text: ByteString) {
        try place.write(["makepkg.conf": configuration])
        let result = try await capture(
            Workplace.built("distmake"), arguments: ["doctor", "--offline"] + arguments,
            environment: place.environment(
                hosts: hosts, ["MAKEPKG_CONF=" + place("makepkg.conf"), "PACKAGER=me"] + extra),
            workingDirectory: place.work)
        #expect(result.standardError.isEmpty, "\(ByteString(result.standardError))")
        return (result.waitStatus, ByteString(result.standardOutput))
    }

    /// The cells of a variable's row.
    private func row(_ name: ByteString, in text: ByteString) -> ByteString? {
        text.split("\n").first { $0.hasPrefix("  " + name + " ") }
            .map { $0.split(" ").joined(separator: " ") }
    }

    @Test func `every variable has its value, file and line`() async throws {
        let result = try await doctor(
            """
            CARCH=x86_64
            CFLAGS="-O2"
            CFLAGS+=" -g"
            OPTIONS=(strip '!docs')
            MAKEFLAGS="-j$(echo 3)"
            MINE=1
            """)
        #expect(result.status.isSuccess, "\(result.text)")
        let file = place("makepkg.conf")
        #expect(row("CARCH", in: result.text) == "CARCH x86_64 " + file + ":1")
        #expect(row("CFLAGS", in: result.text) == "CFLAGS -O2 -g " + file + ":2, " + file + ":3")
        #expect(row("OPTIONS", in: result.text) == "OPTIONS (strip !docs) " + file + ":4")
        #expect(
            row("MAKEFLAGS", in: result.text) == "MAKEFLAGS -j3 " + file + ":5 (bash was asked: " + file
                + ":5: depends on a command: $(echo 3))")
        #expect(row("PACKAGER", in: result.text) == "PACKAGER me the environment")
        #expect(row("MINE", in: result.text) == nil)
        #expect(result.text.contains("hosts: DISTCC_HOSTS of the environment\n"))
        #expect(result.text.contains("\n  red "))
        let all = try await doctor("MINE=1\n", ["--all"])
        #expect(row("MINE", in: all.text) == "MINE 1 " + file + ":1")
    }

    @Test func `each problem has its status and what to do`() async throws {
        let native = try await doctor("CFLAGS='-O2 -march=native'\n")
        #expect(native.status == WaitStatus(exitCode: 104))
        #expect(
            native.text.contains("problem: " + place("makepkg.conf") + ":1: CFLAGS has -march=native"))
        #expect(native.text.contains("\n  do: write -march="), "\(native.text)")
        let hosts = try await doctor("CARCH=x86_64\n", hosts: "red/0")
        #expect(hosts.status == WaitStatus(exitCode: 103))
        #expect(hosts.text.contains("problem: DISTCC_HOSTS of the environment, column "))
        let configuration = try await doctor("CARCH=x86_64\nx=(\n")
        #expect(configuration.status == WaitStatus(exitCode: 101))
        #expect(configuration.text.contains("problem: " + place("makepkg.conf") + ":"))
        let without = try await doctor("CARCH=x86_64\n", extra: ["PATH=/nonexistent"])
        #expect(without.status == WaitStatus(exitCode: 100))
    }

    @Test func `a PKGBUILD is judged by bash and never executed`() async throws {
        try place.write([
            "PKGBUILD": "pkgname=a\ntouch executed\n",
            // zsh's, and only read over by bash.
            "odd": "pkgname=a\nif false; then x=${(M)y}; fi\ntouch executed\n",
            "bad": "pkgname=a\nif true\n",
        ])
        let good = try await doctor("CARCH=x86_64\n")
        #expect(good.status.isSuccess && !good.text.contains("not understood"), "\(good.text)")
        let odd = try await doctor("CARCH=x86_64\n", ["-p", "odd"])
        #expect(odd.status.isSuccess)
        #expect(odd.text.contains("not understood: odd:2:"), "\(odd.text)")
        let bad = try await doctor("CARCH=x86_64\n", ["-p", "bad"])
        #expect(bad.status == WaitStatus(exitCode: 102))
        let absent = try await doctor("CARCH=x86_64\n", ["-p", "absent"])
        #expect(absent.status == WaitStatus(exitCode: 102))
        let executed = try await capture("/bin/ls", arguments: [place.work])
        #expect(!ByteString(executed.standardOutput).contains("executed"))
    }

    @Test(
        arguments: [
            ("CC=/usr/bin/gcc", "", 107, "CC=/usr/bin/gcc goes past distmake", "write CC=gcc"),
            ("CXX='distcc g++'", "", 107, "CXX=distcc g++ goes past distmake", "write CXX=g++"),
            ("BUILDENV=(ccache)", "PATH=@/bin", 107, "BUILDENV has ccache, which is not", "write !ccache"),
            ("", "DISTCC_DISABLE=1", 103, "DISTCC_DISABLE=1 is set: everything", "do: unset DISTCC_DISABLE"),
            (
                "", "DISTCC_FALLBACK=0", 0, "DISTCC_FALLBACK=0: a compile that no volunteer",
                "unset DISTCC_FALLBACK"
            ),
            ("", "PATH=/usr/lib/distcc:/usr/bin:/bin", 0, "PATH names /usr/lib/distcc", "take it out"),
            ("MAKEFLAGS=-j2", "", 0, "starts 2 compiles at once, and the hosts have 8", "takes -j16"),
            ("", "CCACHE_PREFIX=distcc", 0, "CCACHE_PREFIX=distcc is replaced", "unset CCACHE_PREFIX"),
            ("", "DISTCC_DIR=/usr/share", 0, "DISTCC_DIR=/usr/share is on a disk", "XDG_RUNTIME_DIR"),
            ("DISTCC_HOSTS=blue", "", 0, "DISTCC_HOSTS of the environment is not used", "keep one"),
            (
                "DISTCC_HOSTS=(red/4 blue/4)", "", 103, "DISTCC_HOSTS is an array, of which only the first",
                #"write DISTCC_HOSTS="red/4 blue/4""#
            ),
            ("DISTCC_HOSTS=localhost/4", "", 103, "names this machine alone", "red/8 blue/4"),
            ("", "LD_PRELOAD=libc.so.6", 107, "LD_PRELOAD=libc.so.6 is set: everything", "unset LD_PRELOAD"),
            (
                "", "DISTMAKE_DISABLE=yes", 107, "DISTMAKE_DISABLE=yes is set: everything",
                "unset DISTMAKE_DISABLE"
            ),
            ("", "COMPILER_PATH=/opt", 107, "(compiler-environment)", "unset COMPILER_PATH"),
            ("DISTCC_HOSTS=+zeroconf", "PATH=@/bin", 103, "+zeroconf, which finds nobody", "pacman -S avahi"),
            (
                "DISTCC_HOSTS=+zeroconf", "PATH=@/browser", 103, ", which finds nobody",
                "enable --now avahi-daemon"
            ),
            (
                "DISTCC_HOSTS=+zeroconf", "PATH=@/silent", 103, ", which finds nobody",
                "After=avahi-daemon.service"
            ),
            ("DISTCC_HOSTS=$(uname -n)/6", "", 0, "is this machine: its compiles", "write localhost/6"),
        ] as [(String, ByteString, Int32, ByteString, ByteString)])
    func `what is wrong around the configuration is named with its remedy`(
        configuration: String, variable: ByteString, status: Int32, words: ByteString, remedy: ByteString
    ) async throws {
        // A PATH with all that a build needs but ccache.
        try await place.plain(
            """
            mkdir -p bin && for p in gcc g++ makepkg bash; do ln -sf /usr/bin/$p bin/; done
            for d in browser silent; do cp -a bin $d; ln -sf /bin/true $d/avahi-browse; done
            ln -sf /bin/false browser/avahi-browse
            """
        ).mustSucceed()
        let extra = ByteString(variable.string.replacing("@", with: place.work.string))
        let result = try await doctor(configuration + "\n", extra: extra.isEmpty ? [] : [extra])
        #expect(result.status == WaitStatus(exitCode: status), "\(result.text)")
        let lines = result.text.split("\n")
        let found = lines.firstIndex { $0.contains(words) }
        #expect(found != nil, "\(result.text)")
        if let found { #expect(lines[found + 1].contains(remedy), "\(result.text)") }
    }

    @Test func `a hidden list of comments alone surprises nobody`() async throws {
        try place.write(["distcc/hosts": "# none yet\n"])
        let directory = "DISTCC_DIR=" + place("distcc")
        let empty = try await doctor("CARCH=x86_64\n", extra: [directory])
        #expect(!empty.text.contains(place("distcc/hosts") + " is not used"), "\(empty.text)")
        try place.write(["distcc/hosts": "green/2\n"])
        let other = try await doctor("CARCH=x86_64\n", extra: [directory])
        #expect(other.text.contains(place("distcc/hosts") + " is not used"), "\(other.text)")
    }

    @Test func `too few open files are a problem`() async throws {
        let result = try await place.plain(
            "ulimit -n 100; exec \(Workplace.built("distmake")) doctor --offline", ["DISTCC_HOSTS=red/8"])
        let text = ByteString(result.standardOutput)
        #expect(text.contains("at most 100 open files: 8 slots need 112"), "\(text)")
        #expect(result.waitStatus == WaitStatus(exitCode: 107))
    }

    @Test func `volunteers are asked unless that is forbidden`() async throws {
        let asked = try await place.distmake(["doctor"], hosts: "127.0.0.1:9/4")
        #expect(asked.waitStatus == WaitStatus(exitCode: 106))
        let text = ByteString(asked.standardOutput)
        #expect(text.contains("problem: 127.0.0.1:9 refuses connections"), "\(text)")
        #expect(text.contains("\n  do: on 127.0.0.1: systemctl"), "\(text)")
        try await StockDistccd.with { hosts in
            let fine = try await place.distmake(["doctor"], hosts: hosts)
            #expect(fine.waitStatus.isSuccess, "\(ByteString(fine.standardOutput))")
        }
    }

    @Test func `programs get JSON`() async throws {
        let result = try await doctor("CFLAGS=-mtune=native\n", ["--json"])
        try place.write(["answer": result.text.string])
        let script: ByteString = """
            import json, sys
            answer = json.load(open(sys.argv[1]))
            print([s["from"] for s in answer["settings"] if s["name"] == "CFLAGS"], answer["hosts"][0]["slots"],
                  answer["problems"][0]["status"], answer["nativeFlags"][0]["flag"], answer["notUnderstood"])
            """
        let read = try await capture("/usr/bin/python3", arguments: ["-c", script, place("answer")])
        #expect(
            ByteString(read.standardOutput) == "[['" + place("makepkg.conf")
                + ":1']] 8 104 -mtune=native []\n", "\(ByteString(read.standardError))")
    }
}
