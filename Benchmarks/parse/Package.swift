// swift-tools-version: 6.2
import PackageDescription

/// Not part of distmake's own package: nobody who builds distmake needs it.
let package = Package(
    name: "parse",
    dependencies: [.package(name: "distmake", path: "../..")],
    targets: [
        .executableTarget(
            name: "parse-speed",
            dependencies: [
                .product(name: "BashSyntax", package: "distmake"),
                .product(name: "ByteStrings", package: "distmake"),
            ])
    ])
