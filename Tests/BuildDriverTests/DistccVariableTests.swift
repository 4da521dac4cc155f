import ByteStrings
import Testing

@testable import BuildDriver

@Suite struct DistccVariableTests {
    /// Every variable of distcc(1) and of its source, with DISTCC_DISABLE, which only users know.
    private static let reference: [ByteString] = [
        "DISTCC_HOSTS", "DISTCC_DIR", "DISTCC_VERBOSE", "DISTCC_LOG", "UNCACHED_ERR_FD", "DISTCC_FALLBACK",
        "DISTCC_SKIP_LOCAL_RETRY", "DISTCC_BACKOFF_PERIOD", "DISTCC_IO_TIMEOUT", "DISTCC_PAUSE_TIME_MSEC",
        "DISTCC_SAVE_TEMPS", "TMPDIR", "DISTCC_TCP_CORK", "DISTCC_SSH", "DISTCC_NO_REWRITE_CROSS",
        "DISTCC_MAX_DISCREPANCY", "DISTCC_EXCLUDE_FRESH_FILES", "DISTCC_ENABLE_DISCREPANCY_EMAIL",
        "DISTCC_EMAILLOG_WHOM_TO_BLAME", "DISTCC_PRINCIPAL", "INCLUDE_SERVER_PORT", "INCLUDE_SERVER_ARGS",
        "DISTCC_POTENTIAL_HOSTS", "LSDISTCC_ARGS", "DEPENDENCIES_OUTPUT", "CPATH", "C_INCLUDE_PATH",
        "CPLUS_INCLUDE_PATH", "DISTCC_DISABLE",
    ]

    @Test func `every variable of distcc's is decided on, once`() {
        #expect(DistccVariable.all.map(\.name).sorted() == Self.reference.sorted())
    }

    @Test func `a refused variable that is set is told with what to use instead, the others are not`() {
        for variable in DistccVariable.all {
            let notes = DistccVariable.notes(ProcessEnvironment(entries: [variable.name + "=1"]))
            switch variable.treatment {
            case .refused(let instead):
                #expect(notes == [variable.name + " has no effect: " + instead])
                #expect(!instead.isEmpty)
            case .honoured, .compilers:
                #expect(notes == [], "\(variable.name)")
            }
            #expect(DistccVariable.notes(ProcessEnvironment(entries: [variable.name + "="])) == [])
        }
    }

    @Test(
        arguments: [
            ("DISTCC_IO_TIMEOUT=-1", "300 is used"), ("DISTCC_IO_TIMEOUT=5m", "300 is used"),
            ("DISTCC_BACKOFF_PERIOD=x", "60 is used"), ("DISTCC_FALLBACK=no", "neither 0 nor 1"),
            ("DISTCC_SKIP_LOCAL_RETRY=yes", "neither 0 nor 1"), ("DISTCC_VERBOSE=2", "neither 0 nor 1"),
            ("DISTMAKE_ORDER=fastest", "only list"),
        ] as [(ByteString, ByteString)])
    func `a value that means nothing is told`(entry: ByteString, word: ByteString) {
        let notes = DistccVariable.notes(ProcessEnvironment(entries: [entry]))
        #expect(notes.count == 1 && notes.first?.contains(word) == true, "\(notes)")
        #expect(notes.first?.hasPrefix(entry) == true)
    }

    @Test(
        arguments: [
            "DISTCC_IO_TIMEOUT=0", "DISTCC_BACKOFF_PERIOD=0", "DISTCC_FALLBACK=0", "DISTMAKE_ORDER=list",
        ] as [ByteString])
    func `a value that means something is not`(entry: ByteString) {
        #expect(DistccVariable.notes(ProcessEnvironment(entries: [entry])) == [])
    }
}
