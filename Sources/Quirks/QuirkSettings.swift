public import ByteStrings

/// What the quirks that apply come to, edits apart.
public struct QuirkSettings: Equatable, Sendable {
    public struct Variable: Hashable, Sendable {
        public var phase: Phase
        public var name: ByteString
    }

    /// A value and the quirk that wants it.
    public struct Wish<Value: Equatable & Sendable>: Equatable, Sendable {
        public var value: Value
        public var quirk: String
    }

    public enum FlagRule: Equatable, Sendable {
        case reject
        case rewrite(ByteString)
    }

    /// A number, or as the package says.
    public var jobs: Wish<JobRule>?
    public var jobCap: Wish<Int>?
    /// `.local` if the whole package stays.
    public var mode: Wish<JobMode>?
    public var localPhases: [Phase: String] = [:]
    public var localFiles: [Wish<Glob>] = []
    public var environment: [Variable: Wish<ByteString>] = [:]
    public var flags: [ByteString: Wish<FlagRule>] = [:]
    public var shippedFiles: [Wish<Shipment>] = []
    /// `!distcc`
    public var ignoredOptions: [Wish<ByteString>] = []
    public var warnings: [Wish<String>] = []

    public var keepsPackageLocal: Bool { mode?.value == .local }

    /// The variables for one phase, with the number of jobs put in.
    public func environment(of phase: Phase, jobs: Int) -> [ByteString: ByteString] {
        var variables: [ByteString: ByteString] = [:]
        for (variable, wish) in environment where variable.phase == phase {
            variables[variable.name] = wish.value.replacing("@JOBS@", with: ByteString("\(jobs)"))
        }
        return variables
    }

    /// Adds what one quirk wants.
    mutating func add(_ effect: QuirkEffect, of quirk: String) throws(QuirkPlanError) {
        switch effect {
        case .editPkgbuild: break
        case .rejectFlag(let flag): try setFlag(flag, .reject, quirk)
        case .rewriteFlag(let flag, let text): try setFlag(flag, .rewrite(text), quirk)
        case .jobs(let rule): try add(rule, quirk)
        case .keepLocal(.package): try Self.agree(&mode, .local, quirk, on: "the job mode")
        case .keepLocal(.phases(let phases)): for phase in phases { localPhases[phase] = quirk }
        case .keepLocal(.files(let globs)): localFiles += globs.map { Wish(value: $0, quirk: quirk) }
        case .environment(let setting):
            for (name, value) in setting.variables {
                let variable = Variable(phase: setting.phase, name: name)
                try Self.agree(
                    &environment[variable], value, quirk, on: "\(name) in \(setting.phase.rawValue)()")
            }
        case .shipFiles(let shipment): shippedFiles.append(Wish(value: shipment, quirk: quirk))
        case .jobMode(let mode): try Self.agree(&self.mode, mode, quirk, on: "the job mode")
        case .ignoreOption(let option): ignoredOptions.append(Wish(value: option, quirk: quirk))
        case .warn(let text): warnings.append(Wish(value: text, quirk: quirk))
        }
    }

    private mutating func setFlag(
        _ flag: ByteString, _ rule: FlagRule, _ quirk: String
    ) throws(QuirkPlanError) {
        try Self.agree(&flags[flag], rule, quirk, on: "the flag \(flag)")
    }

    private mutating func add(_ rule: JobRule, _ quirk: String) throws(QuirkPlanError) {
        if case .cap(let cap) = rule {
            // Of two caps the lower satisfies both.
            if jobCap.map({ $0.value > cap }) ?? true { jobCap = Wish(value: cap, quirk: quirk) }
        } else {
            try Self.agree(&jobs, rule, quirk, on: "the number of jobs")
        }
        if let jobs, case .set(let number) = jobs.value, let jobCap, number > jobCap.value {
            throw .contradiction(
                QuirkContradiction(
                    first: jobs.quirk, second: jobCap.quirk, subject: "the number of jobs",
                    firstValue: "\(number)", secondValue: "at most \(jobCap.value)"))
        }
    }

    private static func agree<Value>(
        _ wish: inout Wish<Value>?, _ value: Value, _ quirk: String, on subject: String
    ) throws(QuirkPlanError) {
        guard let present = wish else {
            wish = Wish(value: value, quirk: quirk)
            return
        }
        guard present.value != value else { return }
        throw .contradiction(
            QuirkContradiction(
                first: present.quirk, second: quirk, subject: subject, firstValue: "\(present.value)",
                secondValue: "\(value)"))
    }
}

extension ByteString {
    /// Every occurrence of `part` replaced.
    func replacing(_ part: ByteString, with text: ByteString) -> ByteString {
        var result = ByteString()
        var start = 0
        while let range = firstRange(of: part, from: start), !range.isEmpty {
            result += ByteString(bytes[start..<range.lowerBound]) + text
            start = range.upperBound
        }
        return result + ByteString(bytes[start...])
    }
}
