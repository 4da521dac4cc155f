// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors in `make check` and CI only: a user's newer compiler must not fail the build.
let strict: [SwiftSetting] =
    Context.environment["DISTMAKE_STRICT"] == "1" ? [.treatAllWarnings(as: .error)] : []

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ] + strict

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let database: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yaml: Target.Dependency = .product(name: "Yams", package: "Yams")

extension Target {
    /// A library module of ours under `Sources/NAME`.
    static func module(
        _ name: String, _ dependencies: [Target.Dependency] = [], extra: [SwiftSetting] = [],
        resources: [Resource] = []
    ) -> Target {
        .target(
            name: name, dependencies: dependencies, resources: resources, swiftSettings: settings + extra)
    }

    /// The tests of one module, under `Tests/NAMETests`; `tested` where its name is another.
    static func tests(
        _ name: String, of tested: String? = nil, _ dependencies: [Target.Dependency] = [],
        resources: [Resource] = []
    ) -> Target {
        .testTarget(
            name: name + "Tests",
            dependencies: [.byName(name: tested ?? name)] + dependencies,
            resources: resources,
            swiftSettings: settings)
    }
}

/// Row 1 decodes from borrowed spans, whose functions need lifetime annotations.
let lifetimes: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")]

/// The shim starts thousands of times per build: no shared library is loaded.
let staticExecutable = ["-static-executable"]

let package = Package(
    name: "distmake",
    products: [
        .executable(name: "distmake", targets: ["distmake"]),
        .executable(name: "distmake-cc", targets: ["distmake-cc"]),

        // For Fuzzers/, a package of its own.
        .library(name: "ByteStrings", targets: ["ByteStrings"]),
        .library(name: "BashSyntax", targets: ["BashSyntax"]),
        .library(name: "HostSpec", targets: ["HostSpec"]),
        .library(name: "CompilerCommand", targets: ["CompilerCommand"]),
        .library(name: "IncludeClosure", targets: ["IncludeClosure"]),
        .library(name: "DistccWire", targets: ["DistccWire"]),
        .library(name: "ShimWire", targets: ["ShimWire"]),
        .library(name: "ObjectFile", targets: ["ObjectFile"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // Row 0: declarations, and the C that Swift cannot express.
        .target(name: "CShims"),
        .systemLibrary(name: "CLZO", pkgConfig: "lzo2", providers: [.apt(["liblzo2-dev"])]),
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),

        // Row 1: bytes to values and back.
        .module("ByteStrings", extra: lifetimes),
        .module("HostSpec", ["ByteStrings"], extra: lifetimes),
        .module("CompilerCommand", ["ByteStrings"], extra: lifetimes),
        .module("BashSyntax", ["ByteStrings"], extra: lifetimes),
        .module("Pkgbuild", ["BashSyntax", "ByteStrings"], extra: lifetimes),
        .module("DistccWire", ["ByteStrings", "CLZO"], extra: lifetimes),
        .module("ShimWire", ["ByteStrings"], extra: lifetimes),
        .module("ObjectFile", ["ByteStrings"], extra: lifetimes),

        // Row 2: decisions.
        .module("Quirks", ["Pkgbuild", "BashSyntax", "ByteStrings", yaml]),
        .module("Placement", ["CompilerCommand", "ObjectFile", "ByteStrings"]),
        .module("IncludeClosure", ["CompilerCommand", "ByteStrings"]),
        .module("Scheduling", ["HostSpec", "ByteStrings"]),
        .module("Analysis"),
        .module(
            "Reporting", ["Analysis", "ShimWire", "ByteStrings"],
            // In the code, so that the program needs no file beside it.
            resources: [.embedInCode("Html/report.css"), .embedInCode("Html/report.js")]),
        .module("Devtools", ["ByteStrings"]),

        // Row 3: one outside thing each.
        .module("Files", ["ByteStrings"]),
        .module("Processes", ["CShims", "ByteStrings", subprocess, system]),
        .module("Makepkg", ["BashSyntax", "ByteStrings", "CArchive", "Files", "Processes"]),
        .module("Toolchain", ["ByteStrings", "Files", "Processes"]),
        .module("Discovery", ["Processes", "ByteStrings"]),
        .module("VolunteerLink", ["DistccWire", "HostSpec", "Processes", "ByteStrings"] + nio),
        .module("History", ["Analysis", "ByteStrings", database, system]),

        // Row 4: roles.
        .module(
            "Coordinator",
            [
                "ShimWire", "CompilerCommand", "Placement", "IncludeClosure", "Scheduling", "VolunteerLink",
                "DistccWire", "Files", "History", "Analysis", "Reporting", "Toolchain", "Processes",
                "ObjectFile", "HostSpec", "ByteStrings",
                "CShims", "Quirks", logging, system,
            ] + nio),
        .module(
            "HostCheck",
            [
                "VolunteerLink", "DistccWire", "Placement", "CompilerCommand", "HostSpec", "Processes",
                "Files", "ByteStrings",
            ]),
        .module(
            "BuildDriver",
            [
                "Makepkg", "Pkgbuild", "BashSyntax", "Quirks", "Placement", "Toolchain", "Discovery",
                "HostSpec", "Files", "Processes", "ShimWire", "Devtools", "History", "Analysis", "Reporting",
                "ByteStrings", "CShims", system,
            ]),

        // Row 5: executables.
        .executableTarget(
            name: "distmake",
            dependencies: [
                "BuildDriver", "Coordinator", "HostCheck", "VolunteerLink", "History", "Analysis",
                "Placement", "Scheduling", "Toolchain", "Processes",
                "Reporting", "ShimWire",
                "Discovery", "HostSpec", "Quirks", "Pkgbuild", "BashSyntax", "Makepkg", "ByteStrings", system,
                arguments,
            ], swiftSettings: settings),
        .executableTarget(
            name: "distmake-cc", dependencies: ["ShimWire", "ByteStrings", "CShims"],
            swiftSettings: settings + [.unsafeFlags(staticExecutable)],
            linkerSettings: [.unsafeFlags(staticExecutable)]),

        .tests("ByteStrings"),
        .tests("HostSpec", ["ByteStrings"]),
        .tests("CompilerCommand", ["ByteStrings"]),
        .tests("BashSyntax", ["ByteStrings"]),
        .tests("Pkgbuild", ["BashSyntax", "ByteStrings"]),
        .tests("DistccWire", ["ByteStrings"]),
        .tests("ShimWire", ["ByteStrings"]),
        .tests("ObjectFile", ["ByteStrings"]),
        .tests("Devtools", ["ByteStrings"]),
        .tests("Quirks", ["Pkgbuild", "BashSyntax", "ByteStrings"]),
        .tests("Placement", ["CompilerCommand", "ObjectFile", "ByteStrings"]),
        .tests("IncludeClosure", ["CompilerCommand", "ByteStrings"]),
        .tests("Scheduling", ["HostSpec", "ByteStrings"]),
        .tests("Analysis"),
        .tests("Reporting", ["Analysis", "ShimWire", "ByteStrings"]),
        .tests("Files", ["ByteStrings"]),
        .tests("Processes", ["ByteStrings"]),
        // Not of distmake-cc itself: its -static-executable would be applied to the whole test program.
        .tests("Shim", of: "ShimWire", ["ByteStrings", "CShims", "Processes"]),
        .tests("Makepkg", ["BashSyntax", "ByteStrings", "Processes"]),
        .tests("Toolchain", ["ByteStrings", "Processes"]),
        .tests("Discovery", ["ByteStrings"]),
        .tests("VolunteerLink", ["DistccWire", "HostSpec", "ByteStrings", "Processes"] + nio),
        .tests("History", ["Analysis", "ByteStrings", database, system]),
        .tests(
            "Coordinator",
            [
                "History", "Placement", "Scheduling", "ShimWire", "VolunteerLink", "CompilerCommand",
                "ObjectFile", "HostSpec", "Files", "ByteStrings", system,
            ]),
        .tests("HostCheck", ["VolunteerLink", "Placement", "HostSpec", "ByteStrings"]),
        .tests("BuildDriver", ["BashSyntax", "Files", "Makepkg", "HostSpec", "Quirks", "ByteStrings"]),
        // Compares the manual pages with the code, and with distmake as it was built.
        .tests(
            "Documentation", of: "Coordinator",
            [
                "BuildDriver", "VolunteerLink", "Placement", "Scheduling", "Processes", "History",
                "ByteStrings",
                database,
            ]),
        // Runs distmake and distmake-cc as they were built: whole packages, compared with plain makepkg's.
        .tests("Build", of: "History", ["DistccWire", "ByteStrings", "Processes", database, system] + nio),
        // What needs real compilers, distcc and build tools; the executables lie beside the test program.
        .tests(
            "Peer", of: "History",
            [
                "BashSyntax", "Pkgbuild", "Quirks", "DistccWire", "HostSpec", "ShimWire", "CompilerCommand",
                "IncludeClosure", "Placement", "ByteStrings",
                "Processes", system,
            ]),
    ]
)
