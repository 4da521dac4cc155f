public import ByteStrings

/// The configuration files that makepkg will source, in order.
///
/// `--config FILE`, else `$MAKEPKG_CONF`, else the system's; from pacman 6.1 on also `FILE.d/*.conf` of
/// whichever FILE it is; and, only when FILE *is* the system's, one file of the user:
/// `$XDG_CONFIG_HOME/pacman/makepkg.conf` (`~/.config` by default), or when that is not readable
/// `~/.makepkg.conf`.
///
/// Source: `source_makepkg_config` in libmakepkg/util/config.sh, 6.0.2, 6.1.0 and 7.0.0. bash's glob sorts by
/// the locale, this by bytes: that differs only for fragments whose names differ in case or punctuation.
public struct ConfigurationFiles: Equatable, Sendable {
    /// The main file: what `MAKEPKG_CONF` is while the files are sourced.
    public var main: ByteString
    /// Whether the user chose `main` by option or environment.
    public var isChosen: Bool
    /// All files that are sourced, `main` first. Empty when `main` cannot be read: then makepkg ends with
    /// status 2.
    public var paths: [ByteString]

    public init(main: ByteString, isChosen: Bool, paths: [ByteString]) {
        self.main = main
        self.isChosen = isChosen
        self.paths = paths
    }

    /// - Parameters:
    ///   - option: the value of `--config`.
    ///   - environment: a variable's value, `nil` when it is not set.
    ///   - directory: what relative names refer to: where makepkg runs, after `-D`.
    public static func find(
        _ makepkg: MakepkgInstallation, option: ByteString?, directory: ByteString,
        environment: (ByteString) -> ByteString?, files: some FileReader
    ) -> ConfigurationFiles {
        // `${MAKEPKG_CONF:-…}`: an empty value is none.
        let chosen = [option ?? environment("MAKEPKG_CONF")].compactMap { $0 }.first { !$0.isEmpty }
        let main = chosen ?? makepkg.systemConfiguration
        var found = ConfigurationFiles(main: main, isChosen: chosen != nil, paths: [])
        guard files.isReadable(directory.appending(path: main)) else { return found }
        found.paths = [main]
        if makepkg.version >= MakepkgVersion(6, 1) {
            found.paths += fragments(of: main, in: directory, files)
        }
        if main == makepkg.systemConfiguration, let user = userFile(environment, directory, files) {
            found.paths.append(user)
        }
        found.paths = found.paths.map { directory.appending(path: $0) }
        return found
    }

    private static func fragments(
        of main: ByteString, in directory: ByteString, _ files: some FileReader
    ) -> [ByteString] {
        let folder = main + ".d"
        return files.names(in: directory.appending(path: folder))
            .filter { $0.hasSuffix(".conf") && !$0.hasPrefix(".") }
            .map { folder + "/" + $0 }
    }

    private static func userFile(
        _ environment: (ByteString) -> ByteString?, _ directory: ByteString, _ files: some FileReader
    ) -> ByteString? {
        let home = environment("HOME") ?? ""
        let configured = environment("XDG_CONFIG_HOME") ?? ""
        let base = configured.isEmpty ? home + "/.config" : configured
        return [base + "/pacman/makepkg.conf", home + "/.makepkg.conf"].first {
            files.isReadable(directory.appending(path: $0))
        }
    }
}
