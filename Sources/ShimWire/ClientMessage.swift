/// What a client says to the coordinator. A shim says `job` and then `report`s; a connection that begins with
/// `control` or `watch` belongs to the build's driver or to a monitor and goes on with `message`s.
public enum ClientMessage: Equatable, Sendable {
    case job(JobRequest)
    /// A child that `local` or `run` asked for has ended.
    case report(JobReport)
    /// The hello of a control connection; the payload is the coordinator's to define.
    case control([UInt8])
    /// The hello of a connection that only listens: a `WatchRequest`.
    case watch([UInt8])
    case message(kind: UInt8, payload: [UInt8])
}

extension ClientMessage: ShimMessage {
    /// Linux limits arguments and environment together to 6 MiB at most (a quarter of 3/4 of an 8 MiB
    /// `_STK_LIM`), so no honest request is longer.
    public static var payloadLimit: Int { 16 << 20 }

    private enum FrameType: UInt8 {
        case job = 1
        case report, control, watch, message
    }

    public init(frameType: UInt8, payload: ArraySlice<UInt8>) throws(ShimWireError) {
        var reader = FrameReader(type: frameType, payload: payload)
        guard let type = FrameType(rawValue: frameType) else { throw reader.failure(.unknownType) }
        switch type {
        case .job: self = .job(try JobRequest(&reader))
        case .report: self = .report(try JobReport(&reader))
        case .control: self = .control(reader.remainder())
        case .watch: self = .watch(reader.remainder())
        case .message: self = .message(kind: try reader.byte(), payload: reader.remainder())
        }
        try reader.finish()
    }

    public func encoded() -> [UInt8] {
        switch self {
        case .job(let request):
            var writer = FrameWriter(type: FrameType.job.rawValue, capacity: 8192)
            request.write(to: &writer)
            return writer.finish()
        case .report(let report):
            var writer = FrameWriter(type: FrameType.report.rawValue)
            report.write(to: &writer)
            return writer.finish()
        case .control(let payload):
            var writer = FrameWriter(type: FrameType.control.rawValue, capacity: payload.count)
            writer.writeRest(payload)
            return writer.finish()
        case .watch(let payload):
            var writer = FrameWriter(type: FrameType.watch.rawValue, capacity: payload.count)
            writer.writeRest(payload)
            return writer.finish()
        case .message(let kind, let payload):
            var writer = FrameWriter(type: FrameType.message.rawValue, capacity: payload.count + 1)
            writer.write(kind)
            writer.writeRest(payload)
            return writer.finish()
        }
    }
}
