public import ByteStrings

/// What in a job's environment keeps it here.
public enum EnvironmentReason {
    /// The variable that decides, and the reason that it gives; `nil` when none does.
    ///
    /// - Parameter environment: the value of a variable.
    public static func find(
        in environment: (ByteString) -> ByteString?
    ) -> (variable: ByteString, reason: LocalReason)? {
        for (name, reason) in rows {
            guard let value = environment(name), !value.isEmpty else { continue }
            if reason == .disabled {
                if value == "0" { continue }
                // The driver's word for a phase that a quirk keeps here.
                if value == "quirk" { return (name, .quirk) }
            }
            return (name, reason)
        }
        return nil
    }

    /// The first set and non-empty variable wins. The files in a fakeroot belong to nobody else; a preloaded
    /// library may change what the compiler reads; gcc(1), "Environment Variables", and clang's driver for the
    /// rest. DISTCC_DISABLE is no variable of distcc, but many packages believe it is (distcc.md §2).
    private static let rows: [(ByteString, LocalReason)] = [
        ("DISTMAKE_DISABLE", .disabled), ("DISTCC_DISABLE", .disabled),
        ("FAKEROOTKEY", .fakeroot),
        ("FAKECHROOT", .fakechroot), ("FAKECHROOT_BASE", .fakechroot), ("FAKECHROOT_MODE", .fakechroot),
        ("LD_PRELOAD", .foreignPreload),
        ("GCC_EXEC_PREFIX", .compilerEnvironment), ("COMPILER_PATH", .compilerEnvironment),
        ("GCC_COMPARE_DEBUG", .compilerEnvironment), ("CCC_OVERRIDE_OPTIONS", .compilerEnvironment),
        ("CCC_ADD_ARGS", .compilerEnvironment), ("CC_PRINT_OPTIONS", .compilerEnvironment),
        ("CC_PRINT_HEADERS", .compilerEnvironment), ("CC_LOG_DIAGNOSTICS", .compilerEnvironment),
        ("DEPENDENCIES_OUTPUT", .dependenciesEnvironment), ("SUNPRO_DEPENDENCIES", .dependenciesEnvironment),
    ]
}
