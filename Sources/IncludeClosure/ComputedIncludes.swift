internal import ByteStrings

/// Definitions of the macros that computed includes ask for, and the answers that were found with them.
///
/// Files keep only hashes and offsets of their definitions. When a name is asked for the first time, all contents
/// are searched for it once; from then on its definers are kept up to date.
struct ComputedIncludes {
    /// Contents that define a name, by its hash.
    private var definers: [UInt32: [Int32]] = [:]
    /// All contents in `definers`, and as often as that grew by a name: together they say what a lookup can find.
    private var allDefiners: [Int32] = []
    private var generation = 0
    /// Contents below this number were searched for every key of `definers`.
    private var searched = 0
    /// Definitions by content and offset.
    private var parsed: [UInt64: (name: ByteString, definition: Int32)?] = [:]
    /// By content; `nil` where the conditionals are not balanced.
    private var conditionals: [Int32: ConditionalTree?] = [:]
    /// Answers by the directive's text.
    private var answers: [ByteString: [Answer<Headers>]] = [:]
    /// What became of conditions, by their text.
    private var verdicts: [ByteString: [Answer<ConditionExpression.Value>]] = [:]

    /// What something came to under certain definitions.
    struct Answer<Value: Sendable>: Sendable {
        /// Names that were met, and the numbers of their definitions.
        var consulted: [(name: ByteString, definitions: [Int32])]
        var value: Value
    }

    /// What a directive means, or why that is not certain.
    typealias Headers = Result<[Header], Unsure>

    /// One `#define` of a name.
    struct Occurrence {
        var content: Int32
        var offset: Int
        var definition: Int32
    }

    /// A header by the number of its name.
    struct Header {
        var isAngled: Bool
        var name: Int32
    }

    /// Definitions by number; equal ones have one number.
    private(set) var definitions: [MacroDefinition] = []
    private var numbers: [MacroDefinition: Int32] = [:]

    mutating func number(of definition: MacroDefinition) -> Int32 {
        if let number = numbers[definition] { return number }
        let number = Int32(definitions.count)
        definitions.append(definition)
        numbers[definition] = number
        return number
    }

    /// A name's definitions in the contents that were checked in this job.
    mutating func occurrences(
        of name: ByteString, _ store: ContentStore, _ tree: FileTree, _ reader: some FileReader
    ) throws(Unsure) -> [Occurrence] {
        update(store)
        let hash = SourceScan.hash(name.bytes)
        if definers[hash] == nil {
            let found = store.contents.indices.filter {
                Self.range(of: hash, in: store.contents[$0].definitions) != nil
            }.map { Int32($0) }
            definers[hash] = found
            allDefiners = Set(allDefiners + found).sorted()
            generation += 1
        }
        var found: [Occurrence] = []
        for id in definers[hash] ?? [] where store.contents[Int(id)].checkedBy == tree.job {
            guard let range = Self.range(of: hash, in: store.contents[Int(id)].definitions) else { continue }
            try parse(range, of: id, store, tree, reader)
            for definition in store.contents[Int(id)].definitions[range] {
                if let entry = parsed[Self.key(id, definition.offset)], let entry, entry.name == name {
                    found.append(
                        Occurrence(content: id, offset: Int(definition.offset), definition: entry.definition))
                }
            }
        }
        return found
    }

    /// The conditionals of a content that was checked in this job; `nil` where they are not balanced.
    mutating func conditionals(
        of id: Int32, _ store: ContentStore, _ tree: FileTree, _ reader: some FileReader
    ) throws(Unsure) -> ConditionalTree? {
        if let known = conditionals[id] { return known }
        let made = ConditionalTree(try Self.text(of: id, store, tree, reader))
        conditionals[id] = .some(made)
        return made
    }

    private mutating func update(_ store: ContentStore) {
        guard searched < store.contents.count else { return }
        for id in searched..<store.contents.count {
            var defines = false
            for hash in definers.keys where Self.range(of: hash, in: store.contents[id].definitions) != nil {
                definers[hash]?.append(Int32(id))
                defines = true
            }
            if defines { allDefiners.append(Int32(id)) }
        }
        searched = store.contents.count
    }

    // MARK: Rounds

    /// What a round's outcome depends on.
    struct RoundKey: Hashable {
        fileprivate var generation: Int
        /// Contents of this job that define any of the names that were ever looked up.
        fileprivate var definers: [Int32]
        fileprivate var own: [ByteString: [Int32]]
        fileprivate var rulesOut: Bool
    }

    private var rounds: [RoundKey: ComputedRound] = [:]
    /// Rounds that are kept: sources of one project include much the same.
    private static let roundLimit = 64

    /// A round that knows what an equal one has found out.
    mutating func begin(_ round: ComputedRound, _ store: ContentStore, _ tree: FileTree) -> ComputedRound {
        rounds[key(of: round, store, tree)] ?? round
    }

    /// Keeps what a round has found out.
    mutating func end(_ round: ComputedRound, _ store: ContentStore, _ tree: FileTree) {
        if rounds.count >= Self.roundLimit { rounds = [:] }
        rounds[key(of: round, store, tree)] = round
    }

    private mutating func key(of round: ComputedRound, _ store: ContentStore, _ tree: FileTree) -> RoundKey {
        update(store)
        return RoundKey(
            generation: generation,
            definers: allDefiners.filter { store.contents[Int($0)].checkedBy == tree.job },
            own: round.own, rulesOut: round.rulesOut)
    }

    private static func key(_ content: Int32, _ number: UInt32) -> UInt64 {
        UInt64(UInt32(bitPattern: content)) << 32 | UInt64(number)
    }

    /// Where a hash stands in sorted definitions.
    private static func range(of hash: UInt32, in definitions: [SourceScan.Definition]) -> Range<Int>? {
        var low = 0
        var high = definitions.count
        while low < high {
            let middle = (low + high) / 2
            if definitions[middle].nameHash < hash { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < definitions.count, definitions[end].nameHash == hash { end += 1 }
        return low < end ? low..<end : nil
    }

    /// Reads the definitions of a range out of the file, which was checked in this job.
    private mutating func parse(
        _ range: Range<Int>, of id: Int32, _ store: ContentStore, _ tree: FileTree,
        _ reader: some FileReader
    ) throws(Unsure) {
        let definitions = store.contents[Int(id)].definitions[range]
        guard definitions.contains(where: { parsed[Self.key(id, $0.offset)] == nil }) else { return }
        let bytes = try Self.text(of: id, store, tree, reader)
        if conditionals[id] == nil { conditionals[id] = .some(ConditionalTree(bytes)) }
        var scanner = SourceScanner(bytes)
        for definition in definitions {
            var cursor = DirectiveCursor(bytes, at: Int(definition.offset))
            let found = MacroTokenizer.definition(cursor.rest(&scanner))
            parsed[Self.key(id, definition.offset)] = .some(
                found.map { ($0.name, number(of: $0.definition)) })
        }
    }

    /// The bytes of a file that was checked in this job, as its scan's offsets count.
    private static func text(
        of id: Int32, _ store: ContentStore, _ tree: FileTree, _ reader: some FileReader
    ) throws(Unsure) -> [UInt8] {
        let path = tree.entries[Int(store.contents[Int(id)].entry)].path
        guard let (status, raw) = reader.contents(of: path), status == store.contents[Int(id)].status else {
            throw Unsure(.changing, detail: path.byteString)
        }
        return store.contents[Int(id)].isSpliced ? SourceScan.spliced(raw) : raw
    }

    // MARK: Answers

    /// Sources of one project agree on most macros: a few variants are enough.
    private static let answerLimit = 8

    /// Answers that were given for a directive before, each with what it was made from.
    func answers(to text: ByteString) -> [Answer<Headers>] { answers[text] ?? [] }

    mutating func keep(_ answer: Answer<Headers>, to text: ByteString) {
        if case .failure(let unsure) = answer.value, unsure.code == .computedAlternatives {
            // To give up costs more than an answer, and what has too many choices once has them again: no further try.
            answers[text] = [Answer(consulted: [], value: answer.value)]
        } else {
            Self.append(answer, to: &answers[text, default: []])
        }
    }

    /// What a condition came to before.
    func answers(toCondition condition: ByteString) -> [Answer<ConditionExpression.Value>] {
        verdicts[condition] ?? []
    }

    mutating func keep(_ answer: Answer<ConditionExpression.Value>, toCondition condition: ByteString) {
        Self.append(answer, to: &verdicts[condition, default: []])
    }

    private static func append<Value>(_ answer: Answer<Value>, to answers: inout [Answer<Value>]) {
        if answers.count >= answerLimit { answers.removeFirst() }
        answers.append(answer)
    }
}
