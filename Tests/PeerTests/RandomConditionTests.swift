import ByteStrings
import Testing

/// Computed includes whose macros are defined under conditions, made at random: what the compilers read is in the
/// closure, whatever was ruled out.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RandomConditionTests {
    private static let conditions = [
        "_MSC_VER", "defined(_MSC_VER)", "!defined(__BORLANDC__)", "_MSC_VER >= 1300 && MY_A", "MY_A",
        "MY_B == 2",
        "defined(MY_A) || defined(MY_C)", "MY_WORK(MY_B, < 3)", "MY_WORK(_MSC_VER, < 3)", "__GNUC__ > 4",
        "!MY_C", "MY_D(1) == 1", "MY_A ? MY_B : _MSC_VER", "MY_CAT(MY_, B) & 1", "__clang__", "~MY_B & 2",
        "__has_include(\"h1.h\") && !_MSC_VER", "MY_C - 1 < 0",
    ]
    private static let bodies: [(name: String, texts: [String])] = [
        ("MY_A", ["1", "0", "_MSC_VER", "MY_B", "(MY_C + 1)"]), ("MY_B", ["2", "MY_A", "(1 << 1)", "3"]),
        ("MY_C", ["", "1", "__GNUC__", "_MSC_VER"]), ("MY_D(x)", ["x", "MY_A", "(x + MY_B)"]),
        ("TARGET", ["\"h1.h\"", "<h2.h>", "MY_STR(NUMBER.h)", "MY_STR(MY_CAT(h, DIGIT).h)", "MY_PICK PAIR"]),
        ("NUMBER", ["h3", "h4", "h5"]), ("DIGIT", ["1", "2", "NUMBER"]),
        ("PAIR", ["(1, <h1.h>)", "(MY_A, \"h4.h\")", "(2, <h5.h>)"]),
    ]
    private static let fixed = """
        #define MY_CAT(a, b) MY_CAT_I(a, b)
        #define MY_CAT_I(a, b) a ## b
        #define MY_STR(x) MY_STR_I(x)
        #define MY_STR_I(x) #x
        #define MY_WORK(s, t) ((s != 0) && (s t))
        #define MY_PICK(a, b) b
        #define MY_D(x) x
        #define TARGET "h6.h"

        """

    private func lines(_ count: Int, _ random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<count {
            let condition = Self.conditions.randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<8, using: &random) {
            case 0...3:
                let (name, texts) = Self.bodies.randomElement(using: &random) ?? ("MY_A", ["1"])
                let word = name.split(separator: "(")[0]
                text += "#undef \(word)\n#define \(name) \(texts.randomElement(using: &random) ?? "")\n"
            case 4: text += "#if \(condition)\n\(lines(2, &random))#endif\n"
            case 5:
                let other = Self.conditions.randomElement(using: &random) ?? ""
                text += "#if \(condition)\n\(lines(2, &random))#elif \(other)\n\(lines(2, &random))#else\n"
                text += "\(lines(1, &random))#endif\n"
            case 6: text += "#include \"m\(Int.random(in: 1...3, using: &random)).h\"\n"
            default: text += "#include TARGET\n"
            }
        }
        return text
    }

    @Test(arguments: ["gcc", "clang"])
    func `what a compiler reads is in the closure`(compiler: ByteString) async throws {
        var contained = 0
        for seed in 0..<(TestLength.isLong ? 2000 : 120) as Range<UInt64> {
            let place = try Workplace()
            var random = SeededGenerator(seed: seed)
            for number in 1...6 { try Files.write(place("h\(number).h"), []) }
            for number in 1...3 {
                let text = "#ifndef M\(number)_H\n#define M\(number)_H\n\(lines(4, &random))#endif\n"
                try Files.write(place("m\(number).h"), Array(text.utf8))
            }
            try Files.write(place("a.c"), Array((Self.fixed + lines(8, &random) + "#include TARGET\n").utf8))
            var oracle = ClosureOracle()
            switch try await oracle.compare([compiler, "-c", "a.c", "-I."], in: place.work) {
            case .contained: contained += 1
            case .missing(let files): Issue.record("\(compiler), seed \(seed): \(files)")
            // A condition that is no expression in some case, or too many combinations.
            case .refused, .unsure: continue
            }
        }
        #expect(contained > 40)
    }
}

/// xorshift64*: the same seed gives the same text on every machine.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 2_685_821_657_736_338_717 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }
}
