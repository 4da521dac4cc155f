import ByteStrings
import Scheduling
import ShimWire
import VolunteerLink

/// One question to one volunteer, and the copy that is started here when it takes suspiciously long.
///
/// A stock volunteer is silent while it compiles, so nothing tells a dead one from a busy one. No deadline is
/// guessed: after `Estimates.patience`, and once a local slot is free, the shim starts the same compile, and the
/// first result wins. If the volunteer wins, the shim is told to end its child before the object is written.
struct Race<Answer: Sendable>: Sendable {
    enum Finish: Sendable {
        case answer(Answer)
        case accident(LinkError)
        /// The copy was ready first; `failure` when the volunteer had failed before.
        case localCopy(JobReport, failure: LinkError?)
        case clientGone
    }

    let build: Build
    let client: ClientConnection
    let job: JobIdentifier
    let file: ByteString
    /// Waits for the volunteer.
    let ask: @Sendable () async throws(LinkError) -> Answer
    /// Whether this answer ends the copy here. A compile error does not: the copy tells it, with its true message.
    let isWanted: @Sendable (Answer) -> Bool
    /// Whether a copy may be started here at all.
    let mayCopy: Bool

    private enum Event: Sendable {
        case answered(Result<Answer, LinkError>)
        case copyMayStart(SlotDesk.Grant)
        case message(ClientMessage?)
    }

    func run() async -> Finish {
        await withTaskGroup(of: Event.self) { group in
            group.addTask { await ask() }
            if mayCopy { group.addTask { await waitForRoom() } }
            group.addTask { .message(await client.next()) }
            var copy: Lease?
            let finish = await decide(&group, &copy)
            group.cancelAll()
            for await event in group {
                if case .copyMayStart(.lease(let lease)) = event { release(lease) }
            }
            if let copy { release(copy) }
            return finish
        }
    }

    private func decide(_ group: inout TaskGroup<Event>, _ copy: inout Lease?) async -> Finish {
        var answer: Answer?
        var failure: LinkError?
        while let event = await group.next() {
            switch event {
            case .answered(.success(let result)):
                guard copy != nil else { return .answer(result) }
                guard isWanted(result) else { continue }
                answer = result
                client.send(.cancel)
            case .answered(.failure(let error)):
                guard copy != nil else { return .accident(error) }
                failure = error
            case .copyMayStart(.lease(let lease)):
                copy = lease
                client.send(.local(.hedged))
            case .copyMayStart:
                continue
            case .message(.report(let report)):
                if report.wasCancelled, let answer { return .answer(answer) }
                return .localCopy(report, failure: failure)
            case .message(nil):
                return .clientGone
            case .message:
                group.addTask { .message(await client.next()) }
            }
        }
        return .clientGone
    }

    private func ask() async -> Event {
        do throws(LinkError) {
            return .answered(.success(try await ask()))
        } catch {
            return .answered(.failure(error))
        }
    }

    private func waitForRoom() async -> Event {
        do {
            try await Task.sleep(for: build.tally.patience(for: file))
        } catch {
            return .copyMayStart(.withdrawn)
        }
        return .copyMayStart(await build.desk.lease(SlotRequest(job: copyIdentifier, work: .compile)))
    }

    /// The copy holds a slot beside the job's own, so the schedule knows it by another number.
    private var copyIdentifier: JobIdentifier { JobIdentifier(-1 - job.number) }

    private func release(_ lease: Lease) {
        build.desk.release(copyIdentifier, lease, outcome: .served)
    }
}
