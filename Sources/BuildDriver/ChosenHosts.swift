public import ByteStrings
public import Discovery
public import HostSpec
import Processes

/// The host list of a build: what was written, with the volunteers that announce themselves in `+zeroconf`'s place.
public struct ChosenHosts: Sendable {
    public var source: HostSource
    /// `nil` when it names nobody.
    public var list: HostList?
    /// The volunteers that stand in `+zeroconf`'s place.
    public var announced: [AnnouncedVolunteer] = []
    /// Why the network could not be asked for them; `nil` where it answered, or did not have to.
    public var searchError: DiscoveryError?
    /// What the user should know: hosts that are left out, and why nobody was found.
    public var notes: [ByteString] = []

    /// Reads the list, and asks the network where `+zeroconf` says so, which takes about a second.
    ///
    /// - Throws: `HostSourceError` for a list that cannot be used. That nobody can be found is a note: the other
    ///   hosts are used all the same.
    public static func choose(
        _ source: HostSource, _ environment: ProcessEnvironment
    ) async throws(HostSourceError) -> ChosenHosts {
        var chosen = ChosenHosts(source: source, list: try source.list())
        chosen.notes = DistccVariable.notes(environment)
        if let list = chosen.list, list.usesZeroconf {
            chosen.announced = await chosen.announcedVolunteers(environment)
            // An error can only be that nobody is left.
            chosen.list = try? list.replacingZeroconf(with: chosen.announced.map(\.spec))
        }
        for host in chosen.list?.hosts ?? [] where host.authentication != nil {
            chosen.notes.append(
                host.name
                    + " is left out: GSSAPI authentication (,auth) is not supported, and no job goes there without"
            )
        }
        return chosen
    }

    /// The same for the list of the environment and the files.
    ///
    /// - Parameter disabledReason: when not empty, no list is read at all.
    static func ofEnvironment(
        _ environment: ProcessEnvironment, unless disabledReason: ByteString
    ) async throws(HostSourceError) -> ChosenHosts? {
        guard disabledReason.isEmpty, let source = HostSource.find(configured: nil, environment) else {
            return nil
        }
        return try await choose(source, environment)
    }

    private mutating func announcedVolunteers(_ environment: ProcessEnvironment) async -> [AnnouncedVolunteer]
    {
        let found: [AnnouncedVolunteer]
        do {
            found = try await VolunteerSearch(
                browser: Self.program("avahi-browse", environment), environment: environment.entries
            ).run()
        } catch {
            searchError = error
            notes.append(ByteString("+zeroconf finds nobody: \(error)"))
            return []
        }
        if found.isEmpty {
            notes.append(
                "+zeroconf finds nobody: no distccd --zeroconf answers in this network, or it is in a firewall's way"
            )
            return []
        }
        return await fitting(found, environment)
    }

    /// Those whose cc is ours, as far as they say.
    private mutating func fitting(
        _ found: [AnnouncedVolunteer], _ environment: ProcessEnvironment
    ) async -> [AnnouncedVolunteer] {
        guard let compiler = Self.program("cc", environment),
            let machine = await Self.answer(compiler, "-dumpmachine", environment),
            let version = await Self.answer(compiler, "-dumpversion", environment)
        else { return found }
        var kept: [AnnouncedVolunteer] = []
        for volunteer in found {
            if volunteer.fits(machine: machine, version: version) {
                kept.append(volunteer)
            } else {
                let theirs = [volunteer.compilerVersion, volunteer.compilerMachine].compactMap { $0 }
                notes.append(
                    volunteer.name + " (" + volunteer.spec + ") is left out: its cc is "
                        + theirs.joined(separator: " for ") + ", here it is " + version + " for " + machine)
            }
        }
        return kept
    }

    private static func program(_ name: ByteString, _ environment: ProcessEnvironment) -> ByteString? {
        let path = CompilerLookup.path(of: name, environment)
        return path.isAbsolutePath ? path : nil
    }

    private static func answer(
        _ compiler: ByteString, _ question: ByteString, _ environment: ProcessEnvironment
    ) async -> ByteString? {
        let result = try? await capture(compiler, arguments: [question], environment: environment.entries)
        guard let result, result.waitStatus.isSuccess else { return nil }
        return ByteString(result.standardOutput).trimmed
    }
}
