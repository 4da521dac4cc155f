import ByteStrings
import DistccWire
import IncludeClosure
import NIOPosix
import Synchronization

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
        var tree: SourceTree
        var closure: IncludeClosure
    }

    /// Jobs of different roots see different files under the same names.
    struct Root: Sendable {
        var cache = IncludeCache()
        /// By the closure's content numbers, each of which belongs to one path.
        var entries: [Int: SourceTree.Entry] = [:]
    }

    private let roots = Mutex<[RootIdentity: Root]>([:])
    private let thread = NIOThreadPool(numberOfThreads: 1)

    init() {
        thread.start()
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
    ) throws(Unsure) -> SourceTree {
        var entries: [SourceTree.Entry] = []
        entries.reserveCapacity(closure.files.count + closure.links.count + closure.directories.count)
        for file in closure.files {
            if let known = self.entries[file.content] {
                entries.append(known)
            } else {
                entries.append(try pack(file, reader))
            }
        }
        // Links after the files: a directory that a link stands in has to be made before it.
        for link in closure.links {
            entries.append(SourceTree.Entry(path: link.path, content: .link(target: link.target)))
        }
        for directory in closure.directories { entries.append(.directory(directory)) }
        return SourceTree(directory: directory, entries: entries)
    }

    private mutating func pack(_ file: ClosureFile, _ reader: RootReader) throws(Unsure) -> SourceTree.Entry {
        guard let found = reader.takeContents(of: file.location), found.status == file.status else {
            throw Unsure(.changing, file: file.path)
        }
        do throws(WireError) {
            let entry = SourceTree.Entry(
                path: file.path, content: .file(try PackedText(packing: found.bytes)))
            entries[file.content] = entry
            return entry
        } catch {
            throw Unsure(.unreadableFile, file: file.path)
        }
    }
}
