import ByteStrings
import CompilerCommand
import History
import NIOPosix
import Placement
import Scheduling
import ShimWire

extension Job {
    private var textName: ByteString { "pp/\(number).i" }
    private var messagesName: ByteString { "pp/\(number).err" }

    /// No preprocessed text is longer; a compiler could not take it either.
    private static let textLimit = 1 << 30

    /// The text to send; `nil` when the job is over, because it was run here instead or its client has gone.
    mutating func text(for compile: RemoteCompile) async -> [UInt8]? {
        let found: [UInt8]?
        switch compile.text {
        case .file(let path):
            let files = files
            let read = try? await NIOThreadPool.singleton.runIfActive {
                files.read(path, limit: Self.textLimit)
            }
            found = read ?? nil
        case .preprocess(let arguments):
            guard let isGood = await preprocess(arguments) else { return nil }
            found = isGood ? await preprocessedText() : nil
        }
        guard let text = found else {
            await fallBack(Accident.preprocessFailed.rawValue)
            return nil
        }
        record.sourceBytes = text.count
        if let reason = unsafe localReason(forPreprocessed: text.span.bytes) {
            await runLocally(.compile, reason: reason.rawValue)
            return nil
        }
        // Of sources that were weighed the closure has told.
        if weighedSources == 0, let headers = build.headers {
            unsafe headers.note(
                headerShares(ofPreprocessed: text.span.bytes), of: record.file, in: request.workingDirectory)
        }
        return text
    }

    /// The slot is given back before a volunteer's is asked for: a slot taken is a job ready to be sent.
    ///
    /// - Returns: whether the preprocessor succeeded; `nil` when the client has gone.
    mutating func preprocess(_ arguments: [ByteString]) async -> Bool? {
        let grant = await lease(
            SlotRequest(
                job: identifier, work: .preprocess, estimate: build.tally.estimate(for: estimateKey)),
            for: .preprocess)
        guard case .lease(let lease) = grant else { return nil }
        let run = RunRequest(
            arguments: [programName] + arguments.dropFirst(), standardOutputName: textName,
            standardErrorName: messagesName)
        let report = await report(of: run)
        build.desk.release(identifier, lease, outcome: .served)
        guard let report else { return nil }
        record.preprocess = .nanoseconds(Int64(clamping: report.wallNanoseconds))
        noteProcessorTime(report)
        return report.waitStatus == 0
    }

    func preprocessedText() async -> [UInt8]? {
        let path = runtimePath(textName)
        let read = try? await NIOThreadPool.singleton.runIfActive {
            RuntimeFile.take(path, limit: Self.textLimit)
        }
        return read ?? nil
    }

    /// What the preprocessor had to say: `#warning` and the like, which the volunteer's compiler never sees.
    func preprocessorMessages() -> [UInt8] {
        RuntimeFile.take(runtimePath(messagesName), limit: Self.textLimit) ?? []
    }

    func removeRuntimeFiles() {
        for name in [textName, messagesName] { RuntimeFile.remove(runtimePath(name)) }
    }
}
