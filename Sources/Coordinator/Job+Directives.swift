import ByteStrings
import History
import HostSpec
import NIOPosix
import Placement

/// What the measured links are good for.
enum LinkUse {
    /// In bytes per second: above this, packing costs more time than it saves.
    static let plainFrom = 60e6
    /// Above this (gigabit Ethernet), a text of twice the length is no loss.
    static let directivesFrom = 100e6
}

extension Build {
    /// Whether what goes to a host is packed, which `,lzo` asks for always: while the link is not known to be fast.
    ///
    /// - Parameter wish: DISTMAKE_COMPRESSION, which decides for the other hosts.
    func compresses(for host: HostSpec, wish: ByteString?) -> Bool {
        if host.usesCompression { return true }
        switch wish {
        case "0": return false
        case "1": return true
        default: return (tally.bandwidth(to: host.name) ?? 0) < LinkUse.plainFrom
        }
    }

    /// Whether the ways to all volunteers are so fast that the length of the text does not count.
    var allLinksAreFast: Bool {
        let volunteers = hosts.filter { $0.transport != .local && $0.isUsable }
        return !volunteers.isEmpty
            && volunteers.allSatisfy { (tally.bandwidth(to: $0.name) ?? 0) >= LinkUse.directivesFrom }
    }
}

extension Job {
    /// Text that keeps its macros, where that is safe and wanted; `nil` where it is to be preprocessed to the end.
    mutating func directivesText(for compile: RemoteCompile) async -> [UInt8]? {
        guard let form = compile.directives, wantsDirectives,
            await preprocess(form.preprocessArguments) == true, let text = await preprocessedText()
        else { return nil }
        // What is wrong with the text may be in a macro that nobody expands: the other form tells.
        let isSafe =
            unsafe isSafeWithMacros(text.span.bytes) && localReason(forPreprocessed: text.span.bytes) == nil
        build.tally.noteDirectives(isGood: isSafe)
        guard isSafe else { return nil }
        record.sourceBytes = text.count
        return text
    }

    /// Where a volunteer's compile error is final, it must not come from the form of the text.
    private var wantsDirectives: Bool {
        guard !leave.trustsErrors else { return false }
        switch environment("DISTMAKE_DIRECTIVES_ONLY") {
        case "1": return true
        case "0": return false
        default: return build.allLinksAreFast && build.tally.directivesAreWorthIt
        }
    }
}
