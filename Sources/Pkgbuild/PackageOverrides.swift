import BashSyntax
import ByteStrings

/// What package functions say about their packages, as makepkg finds it: not by running them.
///
/// makepkg prints the function with `declare -f`, takes the lines that begin with `depends=(` or the like, however
/// deep inside `if` or loops they are, and gives each line to `eval` outside of the function. So an override holds
/// whatever its condition, and knows the function's local variables no more than `$1`.
///
/// - Source: makepkg 6.0.2, `extract_function_variable` in `util/pkgbuild.sh`.
struct PackageOverrides {
    private let package: Pkgbuild
    private var evaluation: Evaluation
    private var lines: [PrintedAssignment] = []
    private var function: FunctionDefinition?

    /// Why nothing at all is known of the current package's overrides.
    private var obstacle: Dynamic?

    private static let target: ByteString = "outvalue"

    init(_ package: Pkgbuild) {
        self.package = package
        evaluation = package.evaluation
    }

    /// Turns to a package. A function of its own comes before `package()`.
    mutating func begin(_ name: ByteString) {
        function = package.functions["package_" + name] ?? package.functions["package"]
        evaluation.set("pkgname", to: Variable(.scalar(name)))
        for hidden in SrcinfoSchema.hidden {
            let reason = Dynamic(.unknownVariable(hidden), at: function?.place ?? SrcinfoSchema.nowhere)
            evaluation.set(hidden, to: Variable(.dynamic(reason)))
        }
        obstacle = package.evaluation.taint
        if let function, function.isConditional {
            obstacle = Dynamic(.condition(function.name), at: function.place)
        }
        lines = function.map { PrintedAssignment.all(in: $0) } ?? []
    }

    /// `.absent` if the function does not override it.
    mutating func value(of name: ByteString, isArray: Bool) -> Pkgbuild.Field<[ByteString]> {
        let matching = lines.filter { $0.matches(name, isArray: isArray) }
        if let obstacle { return .dynamic(obstacle) }
        guard let function, !matching.isEmpty else { return .absent }
        begin(name, isArray: isArray)
        for line in matching {
            evaluate(line, in: function)
        }
        guard let value = evaluation[PackageOverrides.target]?.value else { return .absent }
        if let reason = value.dynamic { return .dynamic(reason) }
        if isArray { return .known(value.elements ?? []) }
        return .known([value.text ?? ""])
    }

    /// What `eval` makes of the line.
    private mutating func evaluate(_ line: PrintedAssignment, in function: FunctionDefinition) {
        let file = function.place.file
        if line.isWholeLine {
            let place = function.isGenerated ? function.place : nil
            evaluation.assign(line.node, to: PackageOverrides.target, file: file, at: place)
            // They are global, and stay for the packages that follow.
            for other in line.others {
                guard let name = other.first(.name)?.text else { continue }
                evaluation.assign(other, to: name, file: file, at: place)
            }
            return
        }
        let position = function.isGenerated ? function.place.position : line.node.position
        let reason = Dynamic(.unsupported(line.node.text), at: Place(file: file, position: position))
        let names = [PackageOverrides.target] + line.others.compactMap { $0.first(.name)?.text }
        for name in names { evaluation.set(name, to: Variable(.dynamic(reason))) }
    }

    /// The same, or the global value.
    mutating func inherited(_ name: ByteString, isArray: Bool) -> Pkgbuild.Field<[ByteString]> {
        let own = value(of: name, isArray: isArray)
        return own == .absent ? Srcinfo.global(name, isArray, evaluation) : own
    }

    /// Overrides begin with the global value, so that `+=` appends to it.
    private mutating func begin(_ name: ByteString, isArray: Bool) {
        let value: Value =
            switch Srcinfo.global(name, isArray, evaluation) {
            case .known(let values): isArray ? .list(values) : .scalar(values.first ?? "")
            case .absent: isArray ? .list([]) : .scalar("")
            case .dynamic(let reason): .dynamic(reason)
            }
        evaluation.set(PackageOverrides.target, to: Variable(value))
    }
}
