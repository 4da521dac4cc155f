import ByteStrings
import DistccWire
import Glibc
import HostSpec
import NIOCore
import Synchronization
import Testing
import VolunteerLink

@Suite(.timeLimit(.minutes(1))) struct VolunteerLinkTests {
    static let object: [UInt8] = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    static let response = DistccResponse(
        waitStatus: 0, standardError: Array("a.c: warning\n".utf8), object: object)

    private static let block: [UInt8] = (0..<10_007).map { UInt8(truncatingIfNeeded: $0 &* $0 / 1000) }

    static func request(_ version: ProtocolVersion, sourceCount: Int = 1_000_000) -> DistccRequest {
        var source: [UInt8] = []
        source.reserveCapacity(sourceCount + block.count)
        while source.count < sourceCount { source += block }
        source.removeLast(source.count - sourceCount)
        return DistccRequest(version: version, arguments: ["gcc", "-o", "a.o", "-c", "a.c"], source: source)
    }

    static func host(_ volunteer: StandInVolunteer) throws -> HostSpec {
        try HostSpec(parsing: ByteString("\(volunteer.host):\(volunteer.port)"))
    }

    @Test(arguments: ProtocolVersion.ofPreprocessedText)
    func `a job arrives whole and so does its answer`(version: ProtocolVersion) async throws {
        let request = Self.request(version)
        try await StandInVolunteer.with(.answer(Self.response)) { volunteer in
            let result = try await VolunteerLink().compile(request, on: Self.host(volunteer))
            #expect(result.response == Self.response)
            #expect(volunteer.requests == [request])
            #expect(try result.bytesSent == request.encoded().count)
            #expect(try result.bytesReceived == Self.response.encoded(version: version).count)
            #expect(result.times.connect > .zero)
            #expect(result.times.wait > .zero)
            #expect(result.times.receive >= .zero)
        }
    }

    /// More than a slice (256 KiB), more entries than one writev(2) takes, in the order in which they were encoded and
    /// in others.
    @Test(arguments: [[Int](0..<2600), [2599] + [Int](0..<2599), [Int](0..<2600).reversed(), [7], []])
    func `encoded files arrive as a tree`(order: [Int]) async throws {
        let entries = try (0..<2600).map { number in
            let text = (0..<(number % 700)).map {
                UInt8(truncatingIfNeeded: $0 &* number &* 2_654_435_761 >> 7)
            }
            return SourceTree.Entry(
                path: ByteString("/h/\(number)"), content: .file(try PackedText(packing: text)))
        }
        let encoded =
            try EncodedEntry.encode(Array(entries[..<1000])) + EncodedEntry.encode(Array(entries[1000...]))
        let arguments: [ByteString] = ["gcc", "-c", "a.c"]
        let request = DistccRequest(
            arguments: arguments, tree: SourceTree(directory: "/h", entries: order.map { entries[$0] }))
        try await StandInVolunteer.with(.answer(Self.response)) { volunteer in
            let tree = EncodedTree(directory: "/h", entries: order.map { encoded[$0] })
            let result = try await VolunteerLink().compile(arguments, of: tree, on: Self.host(volunteer))
            #expect(result.response == Self.response)
            #expect(volunteer.requests == [request])
            #expect(try result.bytesSent == request.encoded().count)
        }
    }

    @Test(arguments: ProtocolVersion.ofPreprocessedText)
    func `an answer in crumbs is put together`(version: ProtocolVersion) async throws {
        let response = DistccResponse(waitStatus: 0, object: Array(Self.object.prefix(3000)))
        try await StandInVolunteer.with(.dribble(response, pieces: 5)) { volunteer in
            let result = try await VolunteerLink().compile(Self.request(version), on: Self.host(volunteer))
            #expect(result.response == response)
        }
    }

    @Test func `a failed compile is an answer`() async throws {
        let response = DistccResponse(waitStatus: 256, standardError: Array("a.c: error\n".utf8))
        try await StandInVolunteer.with(.answer(response)) { volunteer in
            let result = try await VolunteerLink().compile(Self.request(.plain), on: Self.host(volunteer))
            #expect(result.response == response)
        }
    }

    struct Misbehaviour: Sendable, CustomStringConvertible {
        var description: String
        var behaviour: StandInVolunteer.Behaviour
        var code: LinkError.Code
        var blame: LinkError.Blame
        var offset = 0
    }

    @Test(arguments: [
        Misbehaviour(description: "silence", behaviour: .silence, code: .stalled, blame: .host),
        Misbehaviour(
            description: "silence in the middle",
            behaviour: .bytes(Array("DONE00000001STAT".utf8), thenCloses: false), code: .stalled,
            blame: .host,
            offset: 16),
        Misbehaviour(
            description: "no answer", behaviour: .bytes([], thenCloses: true), code: .closedWithoutAnswer,
            blame: .command),
        Misbehaviour(
            description: "half an answer",
            behaviour: .bytes(Array("DONE00000001STAT00000000SERR00000004ab".utf8), thenCloses: true),
            code: .truncated, blame: .host, offset: 38),
        Misbehaviour(
            description: "garbage",
            behaviour: .bytes(Array("HTTP/1.1 400 Bad Request".utf8), thenCloses: false),
            code: .garbage, blame: .host),
        Misbehaviour(
            description: "too much",
            behaviour: .bytes(Array("DONE00000001STAT00000000SERRffffffff".utf8), thenCloses: false),
            code: .tooLarge, blame: .file, offset: 24),
        Misbehaviour(
            description: "another version", behaviour: .bytes(Array("DONE00000002".utf8), thenCloses: false),
            code: .garbage, blame: .host),
    ])
    func `each way to misbehave has its code`(row: Misbehaviour) async throws {
        try await StandInVolunteer.with(row.behaviour) { volunteer in
            let link = VolunteerLink(ioTimeout: .milliseconds(900))
            let host = try Self.host(volunteer)
            let error = await #expect(throws: LinkError.self) {
                try await link.compile(Self.request(.plain, sourceCount: 1000), on: host)
            }
            #expect(error?.code == row.code)
            #expect(error?.blame == row.blame)
            #expect(error?.offset == row.offset)
            #expect(error?.host == host)
            await volunteer.waitForClose()
        }
    }

    /// A refusing distccd does this: the reset may come before or after the last byte has left.
    @Test(arguments: [1000, 8_000_000])
    func `a connection closed on an unread request blames the command`(sourceCount: Int) async throws {
        try await StandInVolunteer.with(.closeAfterHead) { volunteer in
            let error = await #expect(throws: LinkError.self) {
                try await VolunteerLink().compile(
                    Self.request(.plain, sourceCount: sourceCount), on: Self.host(volunteer))
            }
            #expect(
                error.map { [.closedWhileSending, .closedWithoutAnswer].contains($0.code) } == true,
                "\(error as Any)")
            #expect(error?.blame == .command)
        }
    }

    @Test func `a connection closed as soon as it was accepted has its code`() async throws {
        try await StandInVolunteer.with(.closeAtOnce) { volunteer in
            let error = await #expect(throws: LinkError.self) {
                try await VolunteerLink().compile(Self.request(.plain), on: Self.host(volunteer))
            }
            #expect(
                error.map { [.closedWhileSending, .closedWithoutAnswer].contains($0.code) } == true,
                "\(error as Any)")
        }
    }

    /// The whole answer takes longer than the longest silence that is allowed.
    @Test func `a volunteer that says a little now and then is not stalled`() async throws {
        let response = DistccResponse(waitStatus: 0)
        try await StandInVolunteer.with(.dribble(response, pieces: 10, pause: .milliseconds(200))) {
            volunteer in
            let link = VolunteerLink(ioTimeout: .milliseconds(900))
            let result = try await link.compile(
                Self.request(.plain, sourceCount: 10), on: Self.host(volunteer))
            #expect(result.response == response)
            #expect(result.times.receive > .milliseconds(900))
        }
    }

    @Test func `each phase is told as it begins`() async throws {
        try await StandInVolunteer.with(.answer(Self.response)) { volunteer in
            let phases = Mutex<[LinkPhase]>([])
            _ = try await VolunteerLink().compile(
                Self.request(.plain, sourceCount: 3_000_000), on: Self.host(volunteer)
            ) { phase in
                phases.withLock { $0.append(phase) }
            }
            #expect(phases.withLock { $0 } == [.send, .wait, .receive])
        }
    }

    @Test func `cancelling a job closes its connection at once`() async throws {
        try await StandInVolunteer.with(.silence) { volunteer in
            let host = try Self.host(volunteer)
            await withTaskGroup(of: LinkError.Code?.self) { group in
                group.addTask {
                    do throws(LinkError) {
                        // Its own patience, five minutes, is longer than the test's.
                        _ = try await VolunteerLink().compile(Self.request(.plain), on: host)
                        return nil
                    } catch {
                        return error.code
                    }
                }
                while volunteer.requests.isEmpty { await Task.yield() }
                group.cancelAll()
                #expect(await group.next() == .cancelled)
            }
            await volunteer.waitForClose()
        }
    }

    @Test func `a job that was cancelled before it began is not sent`() async throws {
        try await StandInVolunteer.with(.answer(Self.response)) { volunteer in
            let host = try Self.host(volunteer)
            await withTaskGroup(of: LinkError.Code?.self) { group in
                group.cancelAll()
                group.addTask {
                    do throws(LinkError) {
                        _ = try await VolunteerLink().compile(Self.request(.plain), on: host)
                        return nil
                    } catch {
                        return error.code
                    }
                }
                #expect(await group.next() == .cancelled)
            }
            #expect(volunteer.requests.isEmpty)
        }
    }

    @Test func `nobody listening is a refusal, and the host's fault`() async throws {
        let host = try await StandInVolunteer.with(.silence) { try Self.host($0) }
        let error = await #expect(throws: LinkError.self) {
            try await VolunteerLink().compile(Self.request(.plain), on: host)
        }
        #expect(error?.code == .refused)
        #expect(error?.systemError == ECONNREFUSED)
        #expect(error?.blame == .host)
    }

    @Test func `a name that nobody knows is unresolved within the time for connecting`() async throws {
        let host = try HostSpec(parsing: "no-such-volunteer.invalid/4")
        let start = ContinuousClock.now
        let error = await #expect(throws: LinkError.self) {
            try await VolunteerLink(connectTimeout: .milliseconds(500)).compile(
                Self.request(.plain), on: host)
        }
        #expect(error?.code == .unresolved)
        #expect(error?.blame == .host)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    /// The address is in the block for documentation (RFC 5737): nothing answers there, or no way leads there.
    @Test func `an address where nothing answers costs no more than the time for connecting`() async throws {
        let host = try HostSpec(parsing: "192.0.2.1/4")
        let start = ContinuousClock.now
        let error = await #expect(throws: LinkError.self) {
            try await VolunteerLink(connectTimeout: .milliseconds(300)).compile(
                Self.request(.plain), on: host)
        }
        #expect(error?.blame == .host)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test(arguments: ["@red", "red,auth", "localhost"])
    func `hosts out of reach of this link are said to be`(text: ByteString) async throws {
        let host = try HostSpec(parsing: text)
        let error = await #expect(throws: LinkError.self) {
            try await VolunteerLink().compile(Self.request(.plain), on: host)
        }
        #expect(error?.code == .unsupported)
    }

    /// `localhost` has an IPv6 and an IPv4 address, and the volunteer listens on one of them.
    @Test func `the addresses of a name are tried until one answers, job after job`() async throws {
        try await StandInVolunteer.with(.answer(Self.response), on: "127.0.0.1") { volunteer in
            let host = try HostSpec(parsing: ByteString("localhost:\(volunteer.port)"))
            let link = VolunteerLink()
            for _ in 0..<3 {
                let result = try await link.compile(Self.request(.plain, sourceCount: 10), on: host)
                #expect(result.response == Self.response)
            }
        }
    }

    @Test func `many jobs at once share a link`() async throws {
        try await StandInVolunteer.with(.answer(Self.response)) { volunteer in
            let link = VolunteerLink()
            let host = try Self.host(volunteer)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await link.compile(Self.request(.compressed, sourceCount: 5000), on: host)
                            .response
                            == Self.response
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(volunteer.requests.count == 100)
        }
    }

    @Test func `the line for people names host, place and code`() throws {
        let host = try HostSpec(parsing: "red:3636/8,lzo")
        #expect(
            LinkError(.stalled, host: host, offset: 40960).description
                == "red:3636 stopped answering at byte 40960 (stalled)")
        #expect(
            LinkError(.refused, host: host, systemError: ECONNREFUSED).description
                == "red:3636 refused the connection (refused; errno 111)")
    }
}
