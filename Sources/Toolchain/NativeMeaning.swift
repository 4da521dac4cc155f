import ByteStrings

/// All that a driver says about the machine, in a form in which two answers can be compared.
///
/// The order of features does not matter to the compilers proper, and names that only the `native` form
/// states although every CPU of the architecture has them are left out.
struct NativeMeaning: Equatable {
    private var words: Set<ByteString>

    init?(driverOutput: ByteString) {
        guard let output = DriverOutput(driverOutput) else { return nil }
        switch output.compiler {
        case .gcc:
            let nexts = output.arguments.dropFirst() + [""]
            words = Set(
                zip(output.arguments, nexts).compactMap { word, next in
                    if word == "--param" { return "--param=" + next }
                    return word.hasPrefix("-m") || word.hasPrefix("--param=") ? word : nil
                })
        case .clang:
            let target = ClangTarget(output.arguments)
            words = Set(
                target.features.filter { feature in
                    !ClangTarget.impliedFeatures.contains(ByteString(feature.bytes.dropFirst()))
                })
            if let cpu = target.cpu { words.insert("cpu=" + cpu) }
            if let tuning = target.tuning { words.insert("tune=" + tuning) }
        }
    }
}
