public import ByteStrings
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
    ) throws(Refusal) -> BuildFacts {
        let source = HostSource.find(configured: nil, environment)
        let disabled = DisableVariable.set(in: environment) ?? ""
        do throws(HostSourceError) {
            _ = try disabled.isEmpty ? source?.list() : nil
        } catch {
            throw Refusal(.configuration, error.lines)
        }
        let location: RuntimeLocation
        do {
            location = try RuntimeLocation(environment)
        } catch {
            throw Refusal(.general, [error.text])
        }
        return BuildFacts.make(
            hosts: source?.text ?? "", disabledReason: disabled, package: "", version: "", directory: "/",
            command: "distcc", makeflags: environment["MAKEFLAGS"] ?? "", wantsProgress: false,
            location: location, environment: environment)
    }
}
