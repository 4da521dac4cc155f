/// What the coordinator says to a client.
public enum CoordinatorMessage: Equatable, Sendable {
    /// Run the real compiler, report, and end as it did.
    case local(LocalOptions)
    /// Run a program with its output in files, report, and go on waiting.
    case run(RunRequest)
    /// The job is done and its outputs are in place.
    case done(JobResult)
    /// End the child that `local` with `hedged` started: another copy of the job won. A `done` follows.
    case cancel
    case message(kind: UInt8, payload: [UInt8])
}

/// How a local compile differs from the plainest one.
public struct LocalOptions: OptionSet, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The same job runs elsewhere too, so `cancel` may come.
    public static let hedged = LocalOptions(rawValue: 1)
    /// The job is a link that holds slots of its own: MAKEFLAGS loses make's jobserver.
    public static let link = LocalOptions(rawValue: 2)

    /// MAKEFLAGS gets another jobserver in place of make's, with as many jobs as there are processors.
    public static let jobserver = LocalOptions(rawValue: 4)

    static let all: LocalOptions = [.hedged, .link, .jobserver]
}

extension CoordinatorMessage: ShimMessage {
    /// Room for what a compiler prints; C++ template errors reach tens of megabytes.
    public static var payloadLimit: Int { 64 << 20 }

    private enum FrameType: UInt8 {
        case local = 1
        case run, done, cancel, message
    }

    public init(frameType: UInt8, payload: ArraySlice<UInt8>) throws(ShimWireError) {
        var reader = FrameReader(type: frameType, payload: payload)
        guard let type = FrameType(rawValue: frameType) else { throw reader.failure(.unknownType) }
        switch type {
        case .local:
            let options = LocalOptions(rawValue: try reader.byte())
            guard LocalOptions.all.isSuperset(of: options) else { throw reader.failure(.badValue) }
            self = .local(options)
        case .run: self = .run(try RunRequest(&reader))
        case .done: self = .done(try JobResult(&reader))
        case .cancel: self = .cancel
        case .message: self = .message(kind: try reader.byte(), payload: reader.remainder())
        }
        try reader.finish()
    }

    public func encoded() -> [UInt8] {
        switch self {
        case .local(let options):
            var writer = FrameWriter(type: FrameType.local.rawValue)
            writer.write(options.rawValue)
            return writer.finish()
        case .run(let request):
            var writer = FrameWriter(type: FrameType.run.rawValue, capacity: 4096)
            request.write(to: &writer)
            return writer.finish()
        case .done(let result):
            let size = result.standardOutput.count + result.standardError.count
            var writer = FrameWriter(type: FrameType.done.rawValue, capacity: size + 12)
            result.write(to: &writer)
            return writer.finish()
        case .cancel:
            return FrameWriter(type: FrameType.cancel.rawValue, capacity: 0).finish()
        case .message(let kind, let payload):
            var writer = FrameWriter(type: FrameType.message.rawValue, capacity: payload.count + 1)
            writer.write(kind)
            writer.writeRest(payload)
            return writer.finish()
        }
    }
}
