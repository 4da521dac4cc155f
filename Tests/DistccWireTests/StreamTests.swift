import ByteStrings
import DistccWire
import Testing

/// Each transcript is decoded whole, byte by byte, cut at each packet edge, truncated at each byte, mutated.
@Suite struct StreamTests {
    static let requests: [DistccRequest] =
        trees
        + ProtocolVersion.ofPreprocessedText.flatMap { version in
            [
                DistccRequest(
                    version: version, arguments: ["gcc", "-c", "a.c", "-o", "a.o"], source: .code(3000)),
                DistccRequest(version: version, arguments: ["gcc", "", "\u{e9}"], source: []),
                DistccRequest(version: version, arguments: [], source: .noise(300, seed: 1)),
            ]
        }

    static let trees: [DistccRequest] = [
        DistccRequest(
            arguments: ["gcc", "-c", "a.c"],
            tree: SourceTree(
                directory: "/home/u/build",
                entries: [
                    .init(path: "/home/u/build/a.c", content: .file(packed(.code(900)))),
                    .init(path: "/usr/include/f", content: .link(target: "../lib/f")),
                    .init(path: "/empty", content: .file(.empty)),
                    .directory("/home/u/missing"),
                ])),
        DistccRequest(arguments: [], tree: SourceTree(directory: "/", entries: [])),
    ]

    private static func packed(_ text: [UInt8]) -> PackedText {
        do { return try PackedText(packing: text) } catch { preconditionFailure("\(error)") }
    }

    static let responses: [(ProtocolVersion, DistccResponse)] = ProtocolVersion.allCases.flatMap { version in
        [
            (version, DistccResponse(waitStatus: 0, object: .code(4000) + .noise(200, seed: 2))),
            (version, DistccResponse(waitStatus: 0, standardError: .code(90), standardOutput: .code(60))),
            (version, DistccResponse(waitStatus: 256, standardError: .code(500))),
            (version, DistccResponse(waitStatus: 11)),
        ] + (version == .pump ? [(version, DistccResponse(waitStatus: 0, dependencies: .code(80)))] : [])
    }

    @Test(arguments: trees)
    func `a request is its beginning and its entries`(request: DistccRequest) throws {
        guard case .tree(let tree) = request.content else { preconditionFailure("these carry files") }
        var bytes = try DistccRequest.beginning(
            arguments: request.arguments, directory: tree.directory, entryCount: tree.entries.count)
        for entry in tree.entries {
            var room = [UInt8](repeating: 0, count: entry.encodedCapacity)
            bytes += try unsafe room.withUnsafeMutableBytes { memory in
                var output = unsafe OutputRawSpan(buffer: memory, initializedCount: 0)
                try entry.encode(into: &output)
                let count = unsafe output.finalize(for: memory)
                return unsafe Array(memory[..<count])
            }
        }
        #expect(try bytes == request.encoded())
    }

    @Test(arguments: requests)
    func `a request comes back from any chunks`(request: DistccRequest) throws {
        let bytes = try request.encoded()
        #expect(bytes.count <= request.encodedCapacity)
        try check(bytes, gives: request) { DistccRequestDecoder(limit: 10_000) }
    }

    @Test(arguments: responses)
    func `a response comes back from any chunks`(version: ProtocolVersion, response: DistccResponse) throws {
        let bytes = try response.encoded(version: version)
        try check(bytes, gives: response) { DistccResponseDecoder(version: version, limit: 10_000) }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `mutated streams are decoded or refused`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for (version, response) in Self.responses {
            let bytes = mutated(try response.encoded(version: version), with: &random)
            feed(bytes, to: DistccResponseDecoder(version: version, limit: 10_000), with: &random)
        }
        for request in Self.requests {
            feed(
                mutated(try request.encoded(), with: &random), to: DistccRequestDecoder(limit: 10_000),
                with: &random)
        }
    }

    private func check<Decoder: StreamDecoder>(
        _ bytes: [UInt8], gives value: Decoder.Value, by makeDecoder: () -> Decoder
    ) throws {
        var whole = makeDecoder()
        #expect(try whole.decode([bytes]) == value)
        #expect(whole.position == bytes.count)

        var single = makeDecoder()
        #expect(try single.decode(bytes.map { [$0] }) == value)

        for edge in 0...bytes.count {
            var halves = makeDecoder()
            #expect(try halves.decode(bytes.cut(at: [edge])) == value, "cut at byte \(edge)")
        }
        for end in 0..<bytes.count {
            var truncated = makeDecoder()
            let error = #expect(throws: WireError.self) { try truncated.decode([Array(bytes[..<end])]) }
            #expect(error?.code == .truncated)
            #expect(error?.offset == end)
            #expect(error?.expected != nil)
        }
        var excessive = makeDecoder()
        let error = #expect(throws: WireError.self) { try excessive.decode([bytes + [0]]) }
        #expect(error?.code == .trailingBytes)
        #expect(error?.offset == bytes.count)
    }

    private func mutated(_ original: [UInt8], with random: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[index] = Array("0123456789abcdefF".utf8).randomElement(using: &random) ?? 0
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
            default: bytes.remove(at: index)
            }
        }
        return bytes
    }

    private func feed<Decoder: StreamDecoder>(
        _ bytes: [UInt8], to fresh: Decoder, with random: inout SeededGenerator
    ) {
        var decoder = fresh
        let edges = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
        do {
            _ = try decoder.decode(bytes.cut(at: edges))
        } catch {
            #expect((0...bytes.count).contains(error.offset))
        }
    }
}
