import HostSpec

/// How busy everything is at one moment, for people.
public struct ScheduleLoad: Equatable, Sendable {
    public struct Slots: Equatable, Sendable {
        /// By jobs of this build.
        public var inUse: Int
        /// By other processes, as far as they were met.
        public var foreign: Int
        public var limit: Int
    }

    public struct Host: Equatable, Sendable {
        public var slots: Slots
        /// It is left alone after failures.
        public var isDown: Bool
    }

    /// By their places in the list.
    public var hosts: [Host]
    public var local: Slots
    public var preprocess: Slots
    /// Jobs that wait for a volunteer, for this machine, and for a preprocessor here.
    public var waitingForVolunteers: Int
    public var waitingLocally: Int
    public var waitingToPreprocess: Int
}

extension Schedule {
    public func load(at now: Duration) -> ScheduleLoad {
        ScheduleLoad(
            hosts: hosts.indices.map { index in
                // `localhost` in the list has a share of this machine's slots and none of its own.
                let slots =
                    hosts[index].transport == .local
                    ? ScheduleLoad.Slots(inUse: localShareInUse, foreign: 0, limit: localShare)
                    : ScheduleLoad.Slots(slots[index], limit: hosts[index].limit)
                return ScheduleLoad.Host(slots: slots, isDown: health[index].isDown(at: now))
            },
            local: ScheduleLoad.Slots(local, limit: local.limit),
            preprocess: ScheduleLoad.Slots(preprocess, limit: preprocess.limit),
            waitingForVolunteers: remoteQueue.count, waitingLocally: localQueue.count,
            waitingToPreprocess: preprocessQueue.count)
    }
}

extension ScheduleLoad.Slots {
    /// - Parameter limit: a host that is not used has none in the schedule, and its own here.
    fileprivate init(_ slots: SlotSet, limit: Int) {
        self.init(inUse: slots.lentCount, foreign: slots.foreignCount, limit: limit)
    }
}
