public import ByteStrings
import HostSpec
public import ShimWire

/// A build without a driver: `CC=distcc`, or the masquerade directory put into PATH by hand.
public enum SharedBuild {
    /// A name for history, a new one for each coordinator.
    public static func identifier() -> ByteString {
        BuildIdentifier.random()
    }

    /// What its coordinator has to know, from the environment of the shim that started it.
    ///
    /// - Throws: `Refusal` for a host list that cannot be used; the shims then compile locally.
    public static func facts(
        _ environment: ProcessEnvironment, directory: ByteString
    ) async throws(Refusal) -> BuildFacts {
        let disabled = DisableVariable.set(in: environment) ?? ""
        let hosts: ChosenHosts?
        do throws(HostSourceError) {
            hosts = try await ChosenHosts.ofEnvironment(environment, unless: disabled)
        } catch {
            throw Refusal(.configuration, error.lines)
        }
        hosts?.notes.forEach(Console.say)
        let location: RuntimeLocation
        do {
            location = try RuntimeLocation(environment)
        } catch {
            throw Refusal(.general, [error.text])
        }
        return BuildFacts.make(
            hosts: hosts?.list?.text ?? "", disabledReason: disabled, package: "", version: "",
            directory: "/",
            command: "distcc", makeflags: environment["MAKEFLAGS"] ?? "", jobs: nil, compiler: "",
            settings: BuildFacts.compilerSettings { environment.text($0) }, wantsProgress: false,
            location: location, environment: environment)
    }
}
