internal import ByteStrings
internal import CompilerCommand

/// Tells the tiny compiles of a configure run from a build's. Each is waited for, so a round trip over the
/// network only costs (distcc.md §5, "Config probes"), and most are meant to fail.
enum ConfigureProbe {
    static func isProbe(_ command: CompilerCommand, in workingDirectory: ByteString) -> Bool {
        isProbeDirectory(workingDirectory) || command.inputs.contains { isProbeSource($0.path) }
    }

    private static func isProbeSource(_ path: ByteString) -> Bool {
        if path == "/dev/null" { return true }  // Kbuild's cc-option
        let name = path.lastPathComponent
        return names.contains { name.hasPrefix($0) } || isNumbered(name) || isProbeDirectory(path)
    }

    /// zlib's and zlib-ng's: `ztest30010.c`, after the shell's process id.
    private static func isNumbered(_ name: ByteString) -> Bool {
        guard let number = name.dropping(prefix: "ztest")?.split(".").first else { return false }
        return number.bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isProbeDirectory(_ path: ByteString) -> Bool {
        directories.contains { path.contains($0) }
    }

    /// autoconf's, which a stock distccd refuses outright, and qemu's.
    private static let names: [ByteString] = ["conftest.", "tmp.conftest.", "qemu-conf."]

    /// CMake (try_compile before and since 3.25, compiler identification), Meson, waf, qmake, SCons, FFmpeg.
    private static let directories: [ByteString] = [
        "/CMakeFiles/CMakeScratch", "/CMakeFiles/CMakeTmp", "/CMakeFiles/_CMakeLTOTest", "/CompilerIdC",
        "CMakeFiles/ShowIncludes", "meson-private", ".conf_check_", "config.tests", ".sconf_temp", "/ffconf.",
    ]
}
