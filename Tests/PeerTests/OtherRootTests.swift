import ByteStrings
import Processes
import Testing

/// A shim in another root than its coordinator's: chroots and containers.
@Suite(.serialized, .timeLimit(.minutes(1))) struct OtherRootTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write(["a.c": "#include <stdio.h>\nint a(void) { return puts(__FILE__); }\n"])
    }

    /// bwrap's view: the system, a private /tmp, and the work directory at `/build`; of the outside only the shim,
    /// the masquerade directory and the build's runtime directory.
    private func command(_ options: ByteString) -> ByteString {
        let masquerade = place.path.appending(path: "home/cache")
        return """
            exec bwrap --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib \
                --symlink usr/lib64 /lib64 --proc /proc --dev /dev --tmpfs /tmp \
                --ro-bind \(masquerade) \(masquerade) \
                --ro-bind \(Workplace.built("distmake-cc")) \(Workplace.built("distmake-cc")) \
                --bind "${DISTMAKE_SOCKET%/*}" "${DISTMAKE_SOCKET%/*}" \
                --bind \(place.work) /build --chdir /build \(options) \
                /bin/sh -c 'gcc -O2 -MD -c a.c -o a.o && cp a.c /tmp && cd /tmp && gcc -O2 -c a.c && cp a.o /build/tmp.o'
            """
    }

    @Test(arguments: ["", "--unshare-pid", "--unshare-user --unshare-pid --unshare-net"] as [ByteString])
    func `a compile inside goes out, and its object is inside`(options: ByteString) async throws {
        try await place.plain("gcc -O2 -MD -c a.c -o a.o && mv a.o plain.o && mv a.d plain.d").mustSucceed()
        try await StockDistccd.with { hosts in
            try await place.build(command(options), hosts: hosts).mustSucceed()
        }
        #expect(try place.jobs().map(\.fate) == ["remote", "remote"])
        #expect(Files.read(place("a.o")) == Files.read(place("plain.o")))
        #expect(Files.read(place("a.d")) == Files.read(place("plain.d")))
        #expect(Files.read(place("tmp.o")) == Files.read(place("plain.o")))
    }
}
