internal import ByteStrings

/// What in a job's environment keeps it here.
enum EnvironmentReason {
    static func reason(in context: PlacementContext) -> LocalReason? {
        for (name, reason) in rows where context.environment(name)?.isEmpty == false {
            if reason == .disabled {
                if context.environment(name) == "0" { continue }
                // The driver's word for a phase that a quirk keeps here.
                if context.environment(name) == "quirk" { return .quirk }
            }
            return reason
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
