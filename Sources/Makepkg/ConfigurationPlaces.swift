import BashSyntax
import ByteStrings

/// Where the configuration's values are written: of the evaluation's places and of bash's, the assignment itself.
struct ConfigurationPlaces {
    /// By path; files that these source are added as they are asked for.
    private var trees: [ByteString: SyntaxTree]
    /// Where makepkg runs.
    private let directory: ByteString

    init(trees: [ByteString: SyntaxTree], directory: ByteString) {
        self.trees = trees
        self.directory = directory
    }

    /// The assignments that made the value, as the evaluation saw them.
    func origins(of variable: Variable) -> [ConfigurationValue.Origin] {
        let places = (variable.assignedAt.map { [$0] } ?? []) + variable.appendedAt
        let inherited: [ConfigurationValue.Origin] = variable.assignedAt == nil ? [.environment] : []
        return inherited
            + places.map { place in
                let assignment = trees[place.file]?.root.descendants([.assignment]).first {
                    $0.range.lowerBound == place.position.offset
                }
                return .file(place.file, line: place.line, text: assignment?.text ?? "")
            }
    }

    /// The assignment to `name` that ends in bash's line; bash's line itself where none does, as with `read`
    /// or `eval`.
    mutating func origin(
        of name: ByteString, at place: ConfigurationQuestion.Place, _ disk: some FileReader
    ) -> ConfigurationValue.Origin {
        let path = directory.appending(path: place.file)
        let assignment = tree(of: path, disk)?.root.descendants([.assignment]).last {
            $0.text.hasPrefix(name) && $0.position.line <= place.line
                && place.line <= $0.tree.position(of: $0.range.upperBound).line
        }
        guard let assignment else { return .file(path, line: place.line, text: "") }
        return .file(path, line: assignment.position.line, text: assignment.text)
    }

    /// `nil` when the file is gone.
    private mutating func tree(of path: ByteString, _ disk: some FileReader) -> SyntaxTree? {
        if let known = trees[path] { return known }
        guard let text = try? disk.contents(of: path) else { return nil }
        let tree = SyntaxTree(parsing: text)
        trees[path] = tree
        return tree
    }
}
