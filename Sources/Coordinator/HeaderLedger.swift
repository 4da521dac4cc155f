import ByteStrings
import History
import ShimWire
import Synchronization

/// What the headers of a build cost together: each unit that includes one reads all of it again.
final class HeaderLedger: Sendable {
    struct Sum: Sendable {
        var units = 0
        var bytes = 0
    }

    private let sums = Mutex<[ByteString: Sum]>([:])

    /// The text of one unit.
    ///
    /// - Parameter shares: bytes of it by the names of the files that they came from, the source among them.
    func note(_ shares: [ByteString: Int], of source: ByteString, in directory: ByteString) {
        let headers = shares.filter { $0.key != source }.map { name, bytes in
            (directory.appending(path: name).lexicallyNormalizedPath, bytes)
        }
        sums.withLock { sums in
            for (path, bytes) in headers {
                sums[path, default: Sum()].units += 1
                sums[path, default: Sum()].bytes += bytes
            }
        }
    }

    /// The headers that cost most, with those that went to volunteers as files.
    ///
    /// - Parameter root: the build's directory.
    func dearest(_ count: Int, with shipped: [ByteString: Sum], below root: ByteString) -> [HeaderCost] {
        let all = sums.withLock { sums in
            sums.merging(shipped) { Sum(units: $0.units + $1.units, bytes: $0.bytes + $1.bytes) }
        }
        return all.filter { $0.value.bytes > 0 }.sorted {
            ($1.value.bytes, $0.key) < ($0.value.bytes, $1.key)
        }.prefix(count).map { path, sum in
            HeaderCost(path: path.dropping(prefix: root + "/") ?? path, units: sum.units, bytes: sum.bytes)
        }
    }
}

extension Build {
    /// How many headers of a build the history keeps.
    private static let keptHeaders = 100

    /// What the history keeps of the headers.
    var dearestHeaders: [HeaderCost] {
        headers?.dearest(Self.keptHeaders, with: closures.shippedHeaders, below: facts.directory) ?? []
    }
}
