import ByteStrings
import DistccWire
import Testing

@Suite struct WireTests {
    @Test func `a plain request is written as the protocol says`() throws {
        let request = DistccRequest(
            version: .plain, arguments: ["gcc", "-c"], source: Array("int x;\n".utf8))
        #expect(
            try ByteString(request.encoded())
                == "DIST00000001ARGC00000002ARGV00000003gccARGV00000002-cDOTI00000007int x;\n")
    }

    @Test func `a request with files is written as the protocol says`() throws {
        let tree = SourceTree(
            directory: "/b",
            entries: [
                .init(path: "/b/l", content: .link(target: "/x")),
                .init(path: "/b/e", content: .file(.empty)),
                .directory("/b/d"),
            ])
        let request = DistccRequest(arguments: ["cc"], tree: tree)
        let expected: ByteString =
            "DIST00000003CDIR00000002/bARGC00000001ARGV00000002ccNFIL00000003NAME00000004/b/lLINK00000002/x"
            + "NAME00000004/b/eFILE00000000NAME0000001d/b/d/forcing_technique_271828FILE00000000"
        #expect(try ByteString(request.encoded()) == expected)
    }

    @Test func `a packed text is the text again`() throws {
        let text: [UInt8] = .code(5000)
        let packed = try PackedText(packing: text)
        #expect(packed.packedCount < 2500)
        #expect(try packed.unpacked(limit: 5000) == text)
        #expect(throws: WireError.self) { try packed.unpacked(limit: 4999) }
        #expect(try PackedText(packing: []) == .empty)
        #expect(try PackedText.empty.unpacked(limit: 0) == [])
    }

    @Test func `a plain response is written as the protocol says`() throws {
        let response = DistccResponse(waitStatus: 0x6e00, standardError: Array("no".utf8))
        #expect(
            try ByteString(response.encoded(version: .plain))
                == "DONE00000001STAT00006e00SERR00000002noSOUT00000000DOTO00000000")
    }

    @Test func `an empty body stays empty when bodies are compressed`() throws {
        let request = DistccRequest(version: .compressed, arguments: [], source: [])
        #expect(try ByteString(request.encoded()) == "DIST00000002ARGC00000000DOTI00000000")
    }

    @Test func `source shrinks and noise grows by little`() throws {
        let code = DistccRequest(version: .compressed, arguments: [], source: .code(100_000))
        #expect(try code.encoded().count < 30_000)
        let noise = DistccRequest(version: .compressed, arguments: [], source: .noise(100_000, seed: 3))
        #expect(try noise.encoded().count <= noise.encodedCapacity)
        #expect(noise.encodedCapacity < 102_000)
    }

    @Test func `a request joins what an output holds already`() throws {
        let request = DistccRequest(version: .compressed, arguments: ["cc"], source: .code(1000))
        var memory = [UInt8](repeating: 0, count: request.encodedCapacity + 3)
        let count = try unsafe memory.withUnsafeMutableBytes { buffer in
            var output = unsafe OutputRawSpan(buffer: buffer, initializedCount: 0)
            for byte in "abc".utf8 { output.append(byte) }
            try request.encode(into: &output)
            return unsafe output.finalize(for: buffer)
        }
        #expect(try Array(memory[..<count]) == Array("abc".utf8) + request.encoded())
    }

    /// A megabyte of one byte packs into some 4 kB: the guess of eight times has to be doubled again and again.
    @Test func `a body that unpacks far beyond the first guess is read`() throws {
        let response = DistccResponse(waitStatus: 0, object: [UInt8](repeating: 0, count: 1 << 20))
        let bytes = try response.encoded(version: .compressed)
        #expect(bytes.count < 8192)
        var decoder = DistccResponseDecoder(version: .compressed, limit: 1 << 20)
        #expect(try decoder.decode([bytes]) == response)

        var strict = DistccResponseDecoder(version: .compressed, limit: 1 << 20 - 1)
        #expect(throws: WireError.self) { try strict.decode([bytes]) }
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `bodies together may reach the limit and not pass it`(version: ProtocolVersion) throws {
        let response = DistccResponse(
            waitStatus: 0, standardError: .noise(100, seed: 4), standardOutput: .noise(50, seed: 5),
            object: .noise(850, seed: 6))
        let bytes = try response.encoded(version: version)
        var decoder = DistccResponseDecoder(version: version, limit: 1000)
        #expect(try decoder.decode([bytes]) == response)
        var strict = DistccResponseDecoder(version: version, limit: 999)
        let error = #expect(throws: WireError.self) { try strict.decode([bytes]) }
        #expect(error?.code == .tooLarge)
        #expect(error?.expected == "DOTO")
    }

    struct Bad: Sendable {
        var text: ByteString
        var code: WireError.Code
        var offset: Int
        var expected: String?

        init(_ text: ByteString, _ code: WireError.Code, _ offset: Int, _ expected: String?) {
            self.text = text
            self.code = code
            self.offset = offset
            self.expected = expected
        }
    }

    @Test(arguments: [
        Bad("H", .badToken, 0, "DONE"),
        Bad("HTTP/1.1 400", .badToken, 0, "DONE"),
        Bad("DONf", .badToken, 0, "DONE"),
        Bad("DONE0000000x", .badNumber, 0, "DONE"),
        Bad("DONE00000002", .badVersion, 0, "DONE"),
        Bad("DONE00000001SERR", .badToken, 12, "STAT"),
        Bad("DONE00000001STAT00000000SERR000003e9", .tooLarge, 24, "SERR"),
        Bad("DONE00000001STAT00000000SERRffffffff", .tooLarge, 24, "SERR"),
        Bad("DONE00000001STAT00000100SERR00000000SOUT00000000DOTO00000001x", .objectAfterFailure, 48, "DOTO"),
        Bad("DONE00000001STAT00000000SERR00000000SOUT00000000DOTO00000001xyz", .trailingBytes, 61, nil),
        Bad("", .truncated, 0, "DONE"),
        Bad("DONE0000", .truncated, 8, "DONE"),
        Bad("DONE00000001STAT00000000SERR00000000SOUT00000000DOTO00000002x", .truncated, 61, "DOTO"),
    ])
    func `a response that is none says where and what was due`(bad: Bad) {
        var decoder = DistccResponseDecoder(version: .plain, limit: 1000)
        let error = #expect(throws: WireError.self) { try decoder.decode([bad.text.bytes]) }
        #expect(error?.code == bad.code)
        #expect(error?.offset == bad.offset)
        #expect(error?.expected == bad.expected)
    }

    @Test(arguments: [
        Bad("DIST00000004", .badVersion, 0, "DIST"),
        Bad("DIST00000001ARGC7fffffff", .tooLarge, 12, "ARGC"),
        Bad("DIST00000001ARGC00000001ARGV00000400", .tooLarge, 24, "ARGV"),
        Bad("DIST00000001ARGC00000001DOTI", .badToken, 24, "ARGV"),
        Bad("DIST00000003ARGC", .badToken, 12, "CDIR"),
        Bad("DIST00000003CDIR00000000ARGC00000000NFIL00000001FILE", .badToken, 48, "NAME"),
        Bad("DIST00000003CDIR00000000ARGC00000000NFIL000003e9", .tooLarge, 36, "NFIL"),
        Bad("DIST00000002ARGC00000000DOTI00000004\u{7f}\u{7f}\u{7f}\u{7f}", .badCompression, 24, "DOTI"),
    ])
    func `a request that is none says where and what was due`(bad: Bad) {
        var decoder = DistccRequestDecoder(limit: 1000)
        let error = #expect(throws: WireError.self) { try decoder.decode([bad.text.bytes]) }
        #expect(error?.code == bad.code)
        #expect(error?.offset == bad.offset)
        #expect(error?.expected == bad.expected)
    }

    @Test func `digits in capitals are read, as strtoul reads them`() throws {
        var decoder = DistccResponseDecoder(version: .plain, limit: 1000)
        let text: ByteString = "DONE00000001STAT0000FF00SERR0000000AaaaaaaaaaaSOUT00000000DOTO00000000"
        #expect(try decoder.decode([text.bytes]).waitStatus == 0xFF00)
    }

    @Test func `a wait status with the top bit set survives`() throws {
        let response = DistccResponse(waitStatus: -1)
        var decoder = DistccResponseDecoder(version: .plain, limit: 0)
        #expect(try decoder.decode([response.encoded(version: .plain)]) == response)
    }
}
