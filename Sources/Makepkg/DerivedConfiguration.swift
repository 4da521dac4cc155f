public import ByteStrings

/// The makepkg.conf that distmake gives makepkg in place of the user's, as text.
///
/// It first has makepkg source the very files it would have sourced, by makepkg's own function, then sets
/// what distmake decided. It must be a real file (makepkg reads it again under fakeroot) and is named with
/// `--config`.
///
/// What it has to get right, and why it is written as it is:
/// - PATH set in a configuration does not last: with `-s` makepkg sources /etc/profile after installing. So
///   `buildenv_distcc`, which makepkg calls before build() and again under fakeroot, is redefined to set it,
///   and `run_prepare` does so too.
/// - `.BUILDINFO` records BUILDENV and OPTIONS, so these stay as the user wrote them.
/// - ccache's links in PATH must stay the first compilers found; then ccache starts the shim (CCACHE_PREFIX).
/// - The raised `-j` belongs to build() alone, and only while neither the user, the PKGBUILD nor `!makeflags`
///   has another opinion. That is known when build() starts, not before, so the shell text decides it. It is also
///   then that the number is given to build tools that do not read MAKEFLAGS.
/// - build() runs under errexit, which bash ignores inside a condition: the functions that are wrapped are
///   called as plain commands and their status is handed on.
public struct DerivedConfiguration: Equatable, Sendable {
    /// `-j` for each phase, where the user's MAKEFLAGS has none; `nil` leaves MAKEFLAGS alone.
    public struct Jobs: Equatable, Sendable {
        public var build: Int?
        public var check: Int?
        public var package: Int?
        /// A MAKEFLAGS with a `-j` of its own that these counts overrule, because a quirk says so; empty for none.
        public var overruled: ByteString = ""

        public init(build: Int? = nil, check: Int? = nil, package: Int? = nil) {
            self.build = build
            self.check = check
            self.package = package
        }
    }

    /// The files that makepkg would have read.
    public var files: ConfigurationFiles
    /// The directory with the compilers' names, absolute.
    public var masquerade: ByteString
    /// Build tools that the shim stands before too, each with the absolute directory that has its name. They are put
    /// into PATH when the tool is there, which for a makedepend is only known during the build.
    public var tools: [(name: ByteString, directory: ByteString)]
    /// The shim itself, absolute: what ccache starts.
    public var shim: ByteString
    /// The build's runtime directory; `phase` in it holds the name of the phase that runs, empty between
    /// phases, and `phases` gets a line for each change: microseconds since 1970, a blank, the same name.
    public var buildDirectory: ByteString
    /// Exported to everything that makepkg runs: DISTMAKE_SOCKET and the like.
    public var environment: [(name: ByteString, value: ByteString)]
    public var jobs: Jobs
    /// Flags to replace as whole words in `NativeFlags.variables`: `-march=native` by what it stands for, others as
    /// quirks say. No replacement has its own flag as a word.
    public var replacements: [(flag: ByteString, by: ByteString)]
    /// Written into srcdir when prepare() has ended.
    public var stamp: PreparedStamp
    /// Whether `options=(!distcc)` is overruled: a quirk does away with its reason.
    public var ignoresDistccOption = false
    /// Where the masquerade directory is not made beforehand: the names of compilers, as an extended regular
    /// expression. In a chroot only the build knows them, since makedepends are installed in front of it.
    public var compilerNames: ByteString = ""
    /// DISTCC_HOSTS for a distcc that the package starts by itself; empty leaves the configuration's.
    public var hosts: ByteString = ""
    /// Exported while one phase runs, by the phase's name.
    public var phaseEnvironment: [ByteString: [ByteString: ByteString]] = [:]

    public init(
        files: ConfigurationFiles, masquerade: ByteString,
        tools: [(name: ByteString, directory: ByteString)] = [], shim: ByteString,
        buildDirectory: ByteString, environment: [(name: ByteString, value: ByteString)] = [],
        jobs: Jobs = Jobs(),
        replacements: [(flag: ByteString, by: ByteString)] = [], quirks: [ByteString] = []
    ) {
        self.files = files
        self.masquerade = masquerade
        self.tools = tools
        self.shim = shim
        self.buildDirectory = buildDirectory
        self.environment = environment
        self.jobs = jobs
        self.replacements = replacements
        stamp = PreparedStamp(quirks: quirks, masquerade: masquerade)
    }

    /// The file's content.
    public var text: ByteString {
        var lines: [ByteString] = [
            "# Written by distmake for one build and removed after it; makepkg reads it in place of",
            "# " + ByteString(files.main.bytes.filter { $0 >= 0x20 }) + ", and again under fakeroot.",
            assignment("distmake_configuration", files.main),
            array("distmake_files", files.paths),
            assignment("distmake_chosen", files.isChosen ? files.main : ""),
            assignment("distmake_masquerade", masquerade),
            array("distmake_tools", tools.map(\.name)),
            array("distmake_tool_directories", tools.map(\.directory)),
            assignment("distmake_shim", shim),
            assignment("distmake_directory", buildDirectory),
            assignment("distmake_build_jobs", number(jobs.build)),
            assignment("distmake_check_jobs", number(jobs.check)),
            assignment("distmake_package_jobs", number(jobs.package)),
            assignment("distmake_overruled", jobs.overruled),
            array("distmake_replaced", replacements.map(\.flag)),
            array("distmake_replacements", replacements.map(\.by)),
            "distmake_flag_variables=(" + NativeFlags.variables.joined(separator: " ") + ")",
            assignment("distmake_stamp_name", PreparedStamp.fileName),
            assignment("distmake_stamp", stamp.isPlain ? "" : stamp.text),
        ]
        lines.append(assignment("distmake_ignores_option", ignoresDistccOption ? "1" : ""))
        lines.append(assignment("distmake_compiler_names", compilerNames))
        lines.append(assignment("distmake_hosts", hosts))
        for phase: ByteString in ["prepare", "build", "check", "package"] {
            let variables = (phaseEnvironment[phase] ?? [:]).sorted { $0.key < $1.key }
            lines.append(array("distmake_variables_" + phase, variables.map { $0.key + "=" + $0.value }))
        }
        lines += environment.map { "export " + assignment($0.name, $0.value) }
        return lines.joined(separator: "\n") + "\n" + Self.script
    }

    private func assignment(_ name: ByteString, _ value: ByteString) -> ByteString {
        name + "=" + value.shellQuoted
    }

    private func array(_ name: ByteString, _ values: [ByteString]) -> ByteString {
        name + "=(" + values.map(\.shellQuoted).joined(separator: " ") + ")"
    }

    private func number(_ count: Int?) -> ByteString {
        count.map { ByteString(String($0)) } ?? ""
    }

    public static func == (left: DerivedConfiguration, right: DerivedConfiguration) -> Bool {
        left.text == right.text
    }
}

extension ByteString {
    /// The bytes as one word of bash, in single quotes.
    public var shellQuoted: ByteString {
        "'" + split("'", keepingEmpty: true).joined(separator: #"'\''"#) + "'"
    }
}
