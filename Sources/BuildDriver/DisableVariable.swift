import ByteStrings

/// The variables that turn distribution off. distcc knows no DISTCC_DISABLE, yet packages set it and believe in it.
enum DisableVariable {
    /// `NAME=1` of the first one set; `nil` when none is.
    static func set(in environment: ProcessEnvironment) -> ByteString? {
        for name: ByteString in ["DISTMAKE_DISABLE", "DISTCC_DISABLE"] where environment[name] == "1" {
            return name + "=1"
        }
        return nil
    }
}
