import NIOCore
import NIOPosix
import Synchronization

/// The addresses of hosts, each name looked up once however many jobs go there.
///
/// Stock distcc asks the resolver for every compile. Here an answer is kept until nobody could be reached under
/// it; jobs that want a name while it is being looked up wait for the same answer. A failure is not kept.
final class AddressBook: Sendable {
    private enum Entry {
        case known([SocketAddress])
        case pending(EventLoopFuture<[SocketAddress]>)
    }

    private let entries = Mutex<[Endpoint: Entry]>([:])

    /// What is known already; `nil` when the name has to be looked up.
    func known(_ endpoint: Endpoint) -> [SocketAddress]? {
        entries.withLock { entries in
            switch entries[endpoint] {
            case .known(let addresses):
                return addresses
            case .pending:
                return nil
            case nil:
                guard let address = endpoint.numericAddress else { return nil }
                entries[endpoint] = .known([address])
                return [address]
            }
        }
    }

    /// Looks a name up on a thread of its own, or joins a look-up that is under way.
    func lookUp(_ endpoint: Endpoint, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        let shared = entries.withLock { entries -> EventLoopFuture<[SocketAddress]> in
            switch entries[endpoint] {
            case .known(let addresses): return loop.makeSucceededFuture(addresses)
            case .pending(let future): return future
            case nil:
                let future = NIOThreadPool.singleton.runIfActive(eventLoop: loop) { try endpoint.resolve() }
                entries[endpoint] = .pending(future)
                future.whenComplete { result in self.settle(endpoint, try? result.get()) }
                return future
            }
        }
        return shared.hop(to: loop)
    }

    /// To be called when nobody answered under the addresses known: the host may have moved.
    func forget(_ endpoint: Endpoint) {
        settle(endpoint, nil)
    }

    private func settle(_ endpoint: Endpoint, _ addresses: [SocketAddress]?) {
        entries.withLock { $0[endpoint] = addresses.map(Entry.known) }
    }
}

/// Hands addresses that are known already to NIO's happy eyeballs (RFC 8305), which tries IPv6 and IPv4 in turn.
struct KnownAddresses: Resolver {
    var addresses: [SocketAddress]
    var loop: any EventLoop

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        loop.makeSucceededFuture(addresses.filter { $0.protocol == .inet })
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        loop.makeSucceededFuture(addresses.filter { $0.protocol == .inet6 })
    }

    func cancelQueries() {}
}
