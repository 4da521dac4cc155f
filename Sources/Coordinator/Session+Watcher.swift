import ShimWire

extension Session {
    /// A monitor's connection: it gets snapshots until it goes away or the build is over.
    ///
    /// The next snapshot is made when the kernel has taken the last one, so one who does not read costs the memory of
    /// one snapshot. Cancellation closes the connection, which also ends a write that nobody takes.
    func serveWatcher(_ client: ClientConnection, _ payload: [UInt8]) async {
        guard let wish = try? WatchRequest(payload: payload) else { return client.close() }
        let interval = max(WatchRequest.shortestInterval, wish.intervalMilliseconds)
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.tellWatcher(client, every: .milliseconds(Int64(interval))) }
                while await client.next() != nil {}
                client.close()
                group.cancelAll()
            }
        } onCancel: {
            client.close()
        }
    }

    private func tellWatcher(_ client: ClientConnection, every interval: Duration) async {
        while !Task.isCancelled {
            if let snapshot = build?.snapshot {
                await client.sendAll(
                    .message(kind: ControlKind.snapshot.rawValue, payload: snapshot.encodedPayload()))
            }
            do { try await Task.sleep(for: interval) } catch { return }
        }
    }

    /// Keeps the files of distcc's monitors up to date while the build runs.
    func writeTaskStates() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: JobBoard.stateInterval) } catch { return }
            build?.board.writeStates()
        }
    }
}
