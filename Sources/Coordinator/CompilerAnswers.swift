import ByteStrings
import IncludeClosure

/// Where each compiler of a build looks for headers by itself.
enum CompilerAnswers {
    struct Key: Hashable, Sendable {
        var compiler: LocalCompiler
        var query: BuiltinDirectories.Query
    }

    struct Answer: Sendable {
        var builtin: BuiltinDirectories
        /// Whether it reads `<stdc-predef.h>` before everything else.
        var readsPredefinitions: Bool
    }
}
