import ByteStrings
import Testing

@testable import Quirks

struct DecodingTests {
    static let sound: ByteString = """
        id: demo
        summary: a demonstration
        explanation: why
        evidence: [https://example.org/1]
        match:
          package: demo
          version: '>= 2'
        effects:
          - local: package
        examples:
          - pkgbuild: pkgname=demo
            expect: applies
        """

    @Test func `a sound file decodes`() throws {
        let quirk = try Quirk.decode(Self.sound, file: "demo.yaml").get()
        #expect(quirk.match.count == 2)
        #expect(quirk.effects == [.keepLocal(.package)])
        #expect(quirk.isEnabled && !quirk.isRequired)
    }

    /// What is put in the place of a line, and the message for it.
    @Test(
        arguments: [
            ("summary: a", "sumary: a", "demo.yaml:2:1: sumary: unknown key; expected one of id,"),
            ("evidence: [https://example.org/1]", "", "demo.yaml:1:1: evidence: missing; expected links"),
            (
                "evidence: [https://example.org/1]", "evidence: [I saw it]",
                "demo.yaml:4:11: evidence: `I saw it` is not possible here; expected https://…"
            ),
            (
                "evidence: [https://example.org/1]", "evidence: []",
                "demo.yaml:4:11: evidence: is an empty list"
            ),
            ("id: demo", "id: other", "demo.yaml:1:5: id: `other` is not possible here; expected `demo`"),
            ("id: demo", "id: De_mo", "expected small letters, digits and dashes"),
            ("version: '>= 2'", "version: '2'", "demo.yaml:7:12: match.version: `2` is not possible here"),
            ("version: '>= 2'", "version: [1]", "match.version: is a list; expected text"),
            ("package: demo", "pakage: demo", "demo.yaml:6:3: match.pakage: unknown key"),
            (
                "- local: package", "- local: all",
                "effects.local: `all` is not possible here; expected one of package"
            ),
            ("- local: package", "- jobs: {cap: many}", "effects.jobs.cap: `many` is not possible"),
            ("- local: package", "- explode: now", "effects.explode: unknown key"),
            (
                "- local: package", "- insert: {before: [{command: make}], text: x}",
                "effects.insert.before.function: missing"
            ),
            (
                "- local: package", "- insert: {before: [{function: build, command: make}], hook: ../x}",
                "expected the name of a file in Hooks"
            ),
            (
                "- local: package", "- local: {phases: [test]}",
                "expected one of build, check, package, prepare"
            ),
            (
                "- local: package", "- local: {files: [a], phases: [check]}",
                "effects.local.phases: `phases` is not possible here; expected one of"
            ),
            ("- local: package", "- local: {phases: []}", "effects.local.phases: is an empty list"),
            ("- local: package", "- jobs: {set: 1, cap: 2}", "effects.jobs.cap: `cap` is not possible here"),
            (
                "- local: package",
                "- insert: {before: [{function: build, command: make}], text: x, hook: y.sh}",
                "effects.insert.hook: `hook` is not possible here"
            ),
            (
                "- local: package", "- insert: {before: [], text: x}",
                "effects.insert.before: is an empty list"
            ),
            ("- local: package", "- reject-flag: flto", "expected one flag such as -flto"),
            ("- local: package", "- reject-flag: -Xclang -x", "expected one flag such as -flto"),
            (
                "- local: package", "- rewrite-flag: {from: -flto, to: -O2 -flto}",
                "effects.rewrite-flag.to: `-O2 -flto` is not possible here; expected text without -flto"
            ),
            ("- local: package", "- rewrite-flag: {from: -flto}", "effects.rewrite-flag.to: missing"),
            (
                "- local: package", "- ignore-option: '!lto'",
                "`!lto` is not possible here; expected one of !distcc"
            ),
            (
                "- local: package", "- environment: {phase: build, variables: {}}",
                "effects.environment.variables: is empty"
            ),
            (
                "- local: package", "- environment: {phase: build, variables: {'A B': x}}",
                "`A B` is not possible here; expected the name of a variable"
            ),
            (
                "- local: package", "- environment: {phase: build, variables: {PATH: /x}}",
                "`PATH` is not possible here"
            ),
            ("- local: package", "- mode: fast", "expected one of local, native, plain, pump"),
            ("- local: package", "- ship: {with: ['*.c']}", "effects.ship.files: missing"),
            ("- local: package", "- ship: []", "effects.ship: is an empty list"),
            (
                "effects:", "required: true\noptional: true\neffects:",
                "demo.yaml:9:11: optional: `true` is not possible here"
            ),
            ("    expect: applies", "", "demo.yaml:11:5: examples.expect: missing"),
            ("id: demo", "id: [", "not YAML"),
            ("id: demo", "id: demo\nid: demo", "not YAML"),
            ("summary: a demonstration", "summary: ''", "summary: is empty; expected text"),
        ] as [(String, String, String)])
    func `a mistake is told with its place`(line: String, instead: String, message: String) {
        let text = Self.sound.string.replacing(line, with: instead)
        guard case .failure(let mistakes) = Quirk.decode(ByteString(text), file: "demo.yaml") else {
            Issue.record("decoded: \(text)")
            return
        }
        let messages = mistakes.errors.map(\.description)
        #expect(messages.contains { $0.contains(message) }, "\(messages)")
    }

    @Test func `effects keep their lines, and files to be shipped the sources that need them`() throws {
        let text = Self.sound.string.replacing(
            "  - local: package",
            with: """
                  - ship: ['data/*.bin']
                  - ship: {files: [table.inc], with: ['*.c', 'x/*.cc']}
                  - rewrite-flag: {from: -flto=auto, to: ''}
                    mode: plain
                """)
        let quirk = try Quirk.decode(ByteString(text), file: "demo.yaml").get()
        #expect(
            quirk.effects == [
                .shipFiles(Shipment(files: ["data/*.bin"], sources: ["*"])),
                .shipFiles(Shipment(files: ["table.inc"], sources: ["*.c", "x/*.cc"])),
                .jobMode(.plain), .rewriteFlag("-flto=auto", to: ""),
            ])
        #expect(quirk.effectLines == [9, 10, 11, 11])
    }

    @Test func `every mistake of a file is told at once`() {
        let text = Self.sound.string.replacing("package: demo", with: "pkg: demo")
            .replacing("expect: applies", with: "expect: maybe")
        guard case .failure(let mistakes) = Quirk.decode(ByteString(text), file: "demo.yaml") else {
            Issue.record("decoded")
            return
        }
        #expect(mistakes.errors.map(\.code) == [.unknownKey, .badValue])
    }

    @Test func `aliases that unfold without end are refused`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            text +=
                "a\(level): &a\(level) ["
                + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "]\n"
        }
        guard case .failure = Quirk.decode(ByteString(text), file: "demo.yaml") else {
            Issue.record("decoded")
            return
        }
    }

    @Test(arguments: 0..<400)
    func `a damaged file never decodes into nonsense or a crash`(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let original = QuirkFiles.all[Int(random.next() % UInt64(max(1, QuirkFiles.all.count)))]
        var bytes = original.text.bytes
        for _ in 0...(random.next() % 6) {
            let place = Int(random.next() % UInt64(bytes.count))
            switch random.next() % 3 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + Int(random.next() % 30)))
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 9)], at: place)
            }
            if bytes.isEmpty { bytes = [0x20] }
        }
        if case .success(let quirk) = Quirk.decode(ByteString(bytes), file: original.name) {
            #expect(!quirk.isEnabled || !quirk.evidence.isEmpty)
        }
    }
}

/// SplitMix64, so that a seed says everything.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
