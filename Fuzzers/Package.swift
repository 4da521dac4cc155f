// swift-tools-version: 6.2
import PackageDescription

// A package of its own: a target with LLVMFuzzerTestOneInput has no main without libFuzzer, so a plain `swift build`
// of the main package could not link it. Built by `run`, with --sanitize=fuzzer.

/// One program that feeds the modules of its name.
func fuzzer(_ module: String, _ others: [String] = []) -> Target {
    .executableTarget(
        name: "Fuzz" + module,
        dependencies: ([module, "ByteStrings"] + others).map { .product(name: $0, package: "distmake") },
        swiftSettings: [
            .swiftLanguageMode(.v6),
            // Without it a single file would be a script, and have a main.
            .unsafeFlags(["-parse-as-library"]),
        ])
}

let package = Package(
    name: "fuzzers",
    dependencies: [.package(name: "distmake", path: "..")],
    targets: [
        fuzzer("BashSyntax"),
        fuzzer("HostSpec"),
        fuzzer("CompilerCommand"),
        fuzzer("DistccWire"),
        fuzzer("ShimWire"),
        fuzzer("ObjectFile"),
        fuzzer("IncludeClosure", ["CompilerCommand"]),
    ]
)
