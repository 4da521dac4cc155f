internal import CShims

/// The processors of this machine.
public enum Processors {
    /// How many this process may run on; at least one.
    public static var available: Int { max(1, Int(distmake_core_count())) }
}
