import ByteStrings

/// What `distmake --help` says after makepkg's own help.
enum HelpText {
    static func printBuildOptions() {
        Console.print(
            """

            distmake options:
              --local            Build everything here; history is kept all the same
              --resolve-native   Replace -march=native and the like in makepkg.conf by what they
                                 mean on this machine
              --no-quirks        Apply no quirks
              --quirk ID         Apply one quirk that is not applied by itself
              --no-quirk ID      Do not apply one quirk
              --log-level LEVEL  What the build's log keeps: critical, error, warning, notice,
                                 info or debug

            Hosts come from DISTCC_HOSTS in makepkg.conf or the environment, else from
            $DISTCC_DIR/hosts, ~/.distcc/hosts or /etc/distcc/hosts. See distmake help.
            """)
    }
}
