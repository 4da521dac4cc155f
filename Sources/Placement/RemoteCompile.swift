public import ByteStrings
public import CompilerCommand

/// A compile that may run on a stock distccd: what to do here first, and what to send.
public struct RemoteCompile: Equatable, Sendable {
    /// Where the preprocessed text comes from.
    public enum Text: Equatable, Sendable {
        /// The standard output of this command, run here in the job's world. It also writes the depfile, byte
        /// for byte as the plain compile would.
        case preprocess([ByteString])
        /// The input itself, which is preprocessed already; relative to the working directory.
        case file(ByteString)
    }

    public var text: Text
    /// argv for the volunteer: `CC [-x LANGUAGE] -o OUT -c IN …`, the order that distccd 3.4 reads correctly.
    public var remoteArguments: [ByteString]
    /// The same with text that keeps its macros; `nil` where that is not safe.
    public var directives: DirectivesForm?
    /// The source as the command names it.
    public var source: ByteString
    /// Where the object goes, relative to the working directory.
    public var output: ByteString
    /// The depfile that preprocessing writes.
    public var depfile: ByteString?
    /// Whether the result is assembly and no object.
    public var isAssembly: Bool
    public var language: SourceLanguage
    public var usesLinkTimeOptimization: Bool
    /// What a host may refuse as a kind of command, whatever the file: `gcc object c lto`.
    public var shape: ByteString

    public var preprocessArguments: [ByteString]? {
        if case .preprocess(let arguments) = text { arguments } else { nil }
    }
}
