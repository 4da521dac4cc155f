public import ByteStrings

/// What a build here would read, find and use, and what is wrong with it: the content of `distmake doctor`.
///
/// Everything is found as a build finds it. makepkg.conf is the user's own and bash may be asked what it says;
/// nothing of the PKGBUILD is executed.
public struct Diagnosis: Sendable {
    /// One variable of makepkg's configuration as it is in force.
    public struct Setting: Equatable, Sendable {
        public var name: ByteString
        /// As a shell would write it: `x86_64`, `(strip '!docs')`.
        public var value: ByteString
        /// `/etc/makepkg.conf:43` of each assignment that made it, the last one last.
        public var origins: [ByteString]
        /// Why bash had to be asked, with the place; `nil` where the text says it all.
        public var dynamic: ByteString?
    }

    /// A text that our parser does not understand and bash does: the build goes on.
    public struct Unknown: Equatable, Sendable {
        /// `FILE:LINE:COLUMN`
        public var place: ByteString
        public var message: String
        /// The bytes that gave offence; empty at the end of the file.
        public var text: ByteString
    }

    /// A flag that means this machine.
    public struct NativeFlag: Equatable, Sendable {
        /// `/etc/makepkg.conf:43: CFLAGS has -march=native`
        public var finding: ByteString
        public var flag: ByteString
        /// What to write instead; `nil` where the compiler does not say.
        public var replacement: ByteString?
    }

    /// Something that keeps compiles from volunteers, or the build from starting.
    public struct Problem: Equatable, Sendable {
        /// The exit status of `doctor`: that of the first problem.
        public enum Code: Int32, CaseIterable, Sendable {
            case noMakepkg = 100
            case configuration = 101
            case buildFile = 102
            case hosts = 103
            case nativeFlags = 104
            case compilers = 105
            case volunteers = 106
            case surroundings = 107
        }

        public var code: Code
        public var text: ByteString
        /// What to do about it.
        public var remedy: ByteString

        public init(_ code: Code, _ text: ByteString, remedy: ByteString) {
            self.code = code
            self.text = text
            self.remedy = remedy
        }
    }

    /// Something that works, and will surprise or slow a build down.
    public struct Hint: Equatable, Sendable {
        public var text: ByteString
        /// What to do about it.
        public var remedy: ByteString

        public init(_ text: ByteString, remedy: ByteString) {
            self.text = text
            self.remedy = remedy
        }
    }

    /// makepkg's path and release; `nil` without one.
    public var makepkg: (path: ByteString, version: String)?
    /// makepkg's configuration files in the order in which they are sourced.
    public var files: [ByteString] = []
    /// Every variable that those files, the environment in their place, or nobody but makepkg sets, by name.
    public var settings: [Setting] = []
    /// Of makepkg.conf, then of the PKGBUILD.
    public var unknown: [Unknown] = []
    public var nativeFlags: [NativeFlag] = []
    /// The host list in force, `nil` where there is none or it cannot be used.
    public var hosts: ChosenHosts?
    /// Where it comes from, also where it cannot be used.
    public var hostOrigin: ByteString?
    /// The masquerade directory and the names in it.
    public var masquerade: (directory: ByteString, names: [ByteString])?
    /// `gcc 14.2.0`: the compiler that CC or else the name gcc leads to, as far as it says.
    public var compiler: ByteString?
    /// What CC and CXX, or else gcc and g++, lead to, by name and path.
    public var compilers: [(name: ByteString, path: ByteString)] = []
    /// The words of DISTCC_SSH, or ssh itself, the first a path.
    public var sshCommand: [ByteString] = []
    /// Where this user's sockets are; `nil` where the directory cannot be made.
    public var runtimeDirectory: ByteString?
    /// The PKGBUILD that was looked at; `nil` without one.
    public var pkgbuild: ByteString?
    public var problems: [Problem] = []
    public var hints: [Hint] = []

    /// The settings of which builds depend most, in this order.
    public static let importantNames: [ByteString] = [
        "CARCH", "CHOST", "CC", "CXX", "CPPFLAGS", "CFLAGS", "CXXFLAGS", "DEBUG_CFLAGS", "DEBUG_CXXFLAGS",
        "LDFLAGS", "LTOFLAGS", "MAKEFLAGS", "NINJAFLAGS", "BUILDENV", "OPTIONS", "DISTCC_HOSTS", "BUILDDIR",
        "PKGDEST", "SRCDEST", "LOGDEST", "PKGEXT", "PACKAGER",
    ]

    /// Those of `importantNames` that are set.
    public var importantSettings: [Setting] {
        Self.importantNames.compactMap { name in settings.first { $0.name == name } }
    }
}
