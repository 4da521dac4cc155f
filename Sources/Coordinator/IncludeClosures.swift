import ByteStrings
import DistccWire
import IncludeClosure
import NIOPosix
import Synchronization
import VolunteerLink

/// The include closures of one build, and each of their files packed once for the wire.
///
/// One thread does all of it: a warm closure takes less time than waking a second thread would, and a cold one is
/// better read by one than by sixty-four at once.
final class IncludeClosures: Sendable {
    enum Answer: Sendable {
        case known(Shipment)
        case unsure(Unsure)
    }

    /// What a volunteer needs to preprocess by itself.
    struct Shipment: Sendable {
        var tree: EncodedTree
        var closure: IncludeClosure
    }

    /// Jobs of different roots see different files under the same names.
    struct Root: Sendable {
        var cache = IncludeCache()
        /// By the closure's content numbers, each of which belongs to one path.
        var headers: [Int: Header] = [:]
    }

    struct Header: Sendable {
        var file: ClosureFile
        var entry: EncodedEntry
        /// How many it went with.
        var units = 0
    }

    private let roots = Mutex<[RootIdentity: Root]>([:])
    private let thread = NIOThreadPool(numberOfThreads: 1)

    init() {
        thread.start()
    }

    /// What was sent of each header, by its path.
    var shippedHeaders: [ByteString: HeaderLedger.Sum] {
        roots.withLock { roots in
            var sums: [ByteString: HeaderLedger.Sum] = [:]
            for root in roots.values {
                for header in root.headers.values {
                    sums[header.file.path, default: .init()].units += header.units
                    sums[header.file.path, default: .init()].bytes +=
                        header.units * Int(header.file.status.size)
                }
            }
            return sums
        }
    }

    /// - Parameter root: which files those of the job are.
    func shipment(
        for request: ClosureRequest, with further: ShippedFiles, files: JobFiles, of root: RootIdentity
    ) async -> Answer {
        let answer = try? await thread.runIfActive { [self] in
            var request = request
            if !further.patterns.isEmpty {
                guard let paths = further.paths(in: files) else {
                    return Answer.unsure(Unsure(.changing, file: further.directory))
                }
                request.furtherFiles = paths
            }
            return find(request, files, root)
        }
        return answer ?? .unsure(Unsure(.changing))
    }

    private func find(_ request: ClosureRequest, _ files: JobFiles, _ identity: RootIdentity) -> Answer {
        let reader = RootReader(root: files.root)
        return roots.withLock { roots in
            switch roots[identity, default: Root()].cache.closure(of: request, reader: reader) {
            case .unsure(let unsure):
                return .unsure(unsure)
            case .known(let closure):
                do throws(Unsure) {
                    let tree = try roots[identity, default: Root()].tree(
                        of: closure, in: request.workingDirectory, reader)
                    return .known(Shipment(tree: tree, closure: closure))
                } catch {
                    return .unsure(error)
                }
            }
        }
    }
}

extension IncludeClosures.Root {
    fileprivate mutating func tree(
        of closure: IncludeClosure, in directory: ByteString, _ reader: RootReader
    ) throws(Unsure) -> EncodedTree {
        // The source comes first. It is sent with this job only, and so not kept.
        let included = closure.files.dropFirst()
        let new = included.filter { headers[$0.content] == nil }
        if !new.isEmpty {
            let packed = try encode(try new.map { file throws(Unsure) in try pack(file, reader) })
            for (file, entry) in zip(new, packed) {
                headers[file.content] = IncludeClosures.Header(file: file, entry: entry)
            }
        }
        var own = try closure.files.prefix(1).map { file throws(Unsure) in try pack(file, reader) }
        let sources = own.count
        // Links after the files: a directory that a link stands in has to be made before it.
        own += closure.links.map { SourceTree.Entry(path: $0.path, content: .link(target: $0.target)) }
        own += closure.directories.map { .directory($0) }
        let encoded = try encode(own)
        var entries = Array(encoded[..<sources])
        for file in included {
            guard let index = headers.index(forKey: file.content) else { continue }
            headers.values[index].units += 1
            entries.append(headers.values[index].entry)
        }
        return EncodedTree(directory: directory, entries: entries + encoded[sources...])
    }

    private func encode(_ entries: [SourceTree.Entry]) throws(Unsure) -> [EncodedEntry] {
        do throws(WireError) {
            return try EncodedEntry.encode(entries)
        } catch {
            throw Unsure(.unreadableFile, file: entries.first?.path ?? "")
        }
    }

    private func pack(_ file: ClosureFile, _ reader: RootReader) throws(Unsure) -> SourceTree.Entry {
        guard let found = reader.takeContents(of: file.location), found.status == file.status else {
            throw Unsure(.changing, file: file.path)
        }
        do throws(WireError) {
            return SourceTree.Entry(path: file.path, content: .file(try PackedText(packing: found.bytes)))
        } catch {
            throw Unsure(.unreadableFile, file: file.path)
        }
    }
}
