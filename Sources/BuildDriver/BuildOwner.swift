import ByteStrings
import Files
import Glibc

/// Whose build it is: the user that makepkg runs as, who is another than ours where distmake was started by root for
/// somebody else. Files of the build, its coordinator and its history are this user's.
struct BuildOwner: Equatable, Sendable {
    let user: uid_t
    let group: gid_t
    let name: ByteString
    let home: ByteString

    /// The user of that name, or of that number in digits; `nil` when there is none.
    init?(named name: ByteString) {
        let number = uid_t(name.string)
        let entry = unsafe number.map { unsafe getpwuid($0) } ?? name.withCString { unsafe getpwnam($0) }
        guard let entry = unsafe entry else { return nil }
        user = unsafe entry.pointee.pw_uid
        group = unsafe entry.pointee.pw_gid
        self.name = unsafe ByteString(cString: entry.pointee.pw_name)
        home = unsafe ByteString(cString: entry.pointee.pw_dir)
    }

    private var isOurselves: Bool { user == geteuid() }

    /// Runs `body`, which must not wait for anything, with the owner's rights: what it makes belongs to the owner, and
    /// what only root may touch it cannot be led to by a symbolic link.
    func perform<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        guard !isOurselves else { return try body() }
        let before = (user: geteuid(), group: getegid())
        precondition(setegid(group) == 0 && seteuid(user) == 0, "root may become any user")
        defer { precondition(seteuid(before.user) == 0 && setegid(before.group) == 0, "and root again") }
        return try body()
    }

    /// What goes before a program that is to run as the owner and as nobody else.
    var launcher: [ByteString] {
        guard !isOurselves else { return [] }
        return [
            "/usr/bin/setpriv", ByteString("--reuid=\(user)"), ByteString("--regid=\(group)"),
            "--init-groups",
            "--inh-caps=-all",
        ]
    }

    /// The owner's environment in place of root's: home, and of the XDG directories those that are the owner's.
    func environment(from given: ProcessEnvironment) -> ProcessEnvironment {
        guard !isOurselves else { return given }
        var environment = given
        environment["HOME"] = home
        environment["USER"] = name
        environment["LOGNAME"] = name
        for variable: ByteString in [
            "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
        ] {
            guard let directory = environment[variable] else { continue }
            if FileAttributes(directory)?.owner != user { environment[variable] = nil }
        }
        return environment
    }
}

extension BuildOwner? {
    /// `BuildOwner.perform`; without an owner, we are.
    func perform<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        guard let owner = self else { return try body() }
        return try owner.perform(body)
    }
}
