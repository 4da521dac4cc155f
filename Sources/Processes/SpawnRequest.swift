internal import ByteStrings
internal import CShims
internal import Glibc

/// A program to start through CShims; the arguments of both kinds of process that swift-subprocess cannot start.
struct SpawnRequest {
    var executable: ByteString
    /// What follows the program's own name.
    var arguments: [ByteString]
    var environment: [ByteString]
    var workingDirectory: ByteString?
    /// What becomes 0, 1 and 2; `nil` inherits.
    var standardDescriptors: (CInt?, CInt?, CInt?) = (nil, nil, nil)
    /// In a session of its own, with no other descriptor and with default signals.
    var isDetached = false
    /// Sent to the child when the thread that calls `start` ends; 0: none.
    var deathSignal: CInt = 0

    /// Starts it and returns its process identifier.
    func start() throws(ProcessError) -> pid_t {
        let child = unsafe executable.withCString { path in
            unsafe ([executable] + arguments).withCStringArray { arguments in
                unsafe environment.withCStringArray { environment in
                    unsafe withOptionalCString(workingDirectory) { directory in
                        var request = unsafe distmake_spawn()
                        unsafe request.path = path
                        unsafe request.arguments = arguments
                        unsafe request.environment = environment
                        unsafe request.working_directory = directory
                        unsafe request.standard_descriptors = (
                            standardDescriptors.0 ?? -1, standardDescriptors.1 ?? -1,
                            standardDescriptors.2 ?? -1
                        )
                        unsafe request.parent_death_signal = deathSignal
                        unsafe request.own_session = isDetached
                        unsafe request.close_others = isDetached
                        unsafe request.clean_signals = isDetached
                        unsafe request.main_priority = true
                        return unsafe distmake_spawn(&request)
                    }
                }
            }
        }
        guard child < 0 else { return child }
        let isMissing = [ENOENT, EACCES, ENOTDIR, ENOEXEC].contains(-child)
        throw ProcessError(
            isMissing ? .notExecutable : .startFailed, executable: executable, systemError: -child)
    }

    private func withOptionalCString(
        _ string: ByteString?, _ body: (UnsafePointer<CChar>?) -> pid_t
    ) -> pid_t {
        guard let string else { return body(nil) }
        return unsafe string.withCString { unsafe body($0) }
    }
}
