public import ByteStrings
import Makepkg

extension HostSource {
    /// DISTCC_HOSTS as makepkg's configuration sets it; `nil` where it does not.
    init?(configuration: EffectiveConfiguration) {
        guard let value = configuration.values["DISTCC_HOSTS"] else { return nil }
        self.init(text: value.scalar ?? "", origin: .configuration(value.origin.description))
    }

    /// Every list that a build in the current directory would find, the one in force first. Without makepkg, or
    /// with a makepkg.conf that cannot be read, what `distmake run` would find.
    ///
    /// - Parameter executable: the running distmake, absolute and without symbolic links.
    public static func forBuildHere(
        _ environment: ProcessEnvironment, executable: ByteString
    ) async -> [HostSource] {
        let configuration = await EffectiveConfiguration.here(environment, executable: executable)
        return all(configured: configuration.flatMap { HostSource(configuration: $0) }, environment)
    }

}

extension EffectiveConfiguration {
    /// makepkg's configuration in the current directory; `nil` without makepkg, or when it cannot be read.
    static func here(
        _ environment: ProcessEnvironment, executable: ByteString
    ) async -> EffectiveConfiguration? {
        let makepkg = try? MakepkgInstallation.find(
            searchPath: environment["PATH"] ?? "/usr/bin:/bin", files: Disk(),
            isOurs: { OwnExecutable.isOurs($0, executable) })
        guard let makepkg, let directory = WorkingDirectory.resolve(".") else { return nil }
        let files = ConfigurationFiles.find(
            makepkg, option: nil, directory: directory, environment: { environment[$0] }, files: Disk())
        let reading = ConfigurationReading(
            makepkg: makepkg, files: files, directory: directory, environment: environment.entries,
            assignments: [])
        return try? await reading.read(from: Disk())
    }
}
