public import BashSyntax
public import ByteStrings

/// makepkg.conf as it is in force for one run: every variable after all files, the environment and the
/// command line.
///
/// Who wins, as in makepkg: assignments on the command line; then the environment, for the ten names that
/// `load_makepkg_config` keeps; then the files; then the environment again, for what no file sets.
public struct EffectiveConfiguration: Equatable, Sendable {
    /// Something in a file that our parser did not understand and bash did, for `distmake doctor`.
    public struct Complaint: Equatable, Sendable {
        public var path: ByteString
        public var diagnostic: Diagnostic
    }

    public var files: ConfigurationFiles
    /// What the files and the command line set, and the environment's variables among them that win.
    public var values: [ByteString: ConfigurationValue]
    public var complaints: [Complaint] = []
    /// Why bash had to be asked for a value, and where that was decided; the other values follow from the texts.
    public var asked: [ByteString: Dynamic] = [:]
    /// The environment, which stands for what is not in `values`.
    var environment: [ByteString: ByteString]

    /// The variables for which the environment beats the files.
    public static let environmentWins: [ByteString] = [
        "PKGDEST", "SRCDEST", "SRCPKGDEST", "LOGDEST", "BUILDDIR", "PKGEXT", "SRCEXT", "GPGKEY", "PACKAGER",
        "CARCH",
    ]

    public init(
        files: ConfigurationFiles, values: [ByteString: ConfigurationValue],
        environment: [ByteString: ByteString] = [:]
    ) {
        self.files = files
        self.values = values
        self.environment = environment
    }

    /// The value in force; `nil` when nobody set it.
    public subscript(_ name: ByteString) -> ConfigurationValue? {
        values[name] ?? environment[name].map { ConfigurationValue(.scalar($0), origins: [.environment]) }
    }

    /// `$NAME`, `nil` when unset or empty, since makepkg tests with `${NAME:-…}` and `[[ -n … ]]`.
    public func text(_ name: ByteString) -> ByteString? {
        self[name]?.scalar.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `"${NAME[@]}"`.
    public func words(_ name: ByteString) -> [ByteString] {
        self[name]?.words ?? []
    }

    /// makepkg's `check_option`: OPTIONS, then the PKGBUILD's `options`; `nil` when neither names it.
    public func option(_ name: ByteString, packageOptions: [ByteString]) -> Bool? {
        Self.setting(of: name, in: words("OPTIONS") + packageOptions)
    }

    /// makepkg's `check_buildoption`: BUILDENV, then the PKGBUILD's `options`; `nil` when neither names it.
    public func buildOption(_ name: ByteString, packageOptions: [ByteString]) -> Bool? {
        Self.setting(of: name, in: words("BUILDENV") + packageOptions)
    }

    /// makepkg's `in_opt_array`: the last of `name` and `!name` counts; `nil` when there is none.
    public static func setting(of name: ByteString, in words: [ByteString]) -> Bool? {
        let last = words.last { $0 == name || $0 == "!" + name }
        return last.map { $0 == name }
    }

    /// Adds `NAME=value` and `NAME+=value` of the command line, which makepkg exports last.
    mutating func apply(_ assignments: [Assignment]) {
        for assignment in assignments {
            let old = self[assignment.name]
            let text = assignment.applied(to: old?.scalar)
            // `export NAME=value` on an array sets its first element.
            let content: ConfigurationValue.Content =
                if case .array(let words) = old?.content { .array([text] + words.dropFirst()) } else {
                    .scalar(text)
                }
            let before = assignment.appends ? old?.origins ?? [] : []
            if !assignment.appends { asked[assignment.name] = nil }
            values[assignment.name] = ConfigurationValue(content, origins: before + [.commandLine])
        }
    }
}
