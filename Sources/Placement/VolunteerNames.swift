public import ByteStrings
public import CompilerCommand

/// The names under which a volunteer may have the compiler of a command, the likeliest first.
///
/// A stock distccd runs only names that are in its whitelist, a directory: on Arch `cc c++ gcc g++ clang clang++` and
/// `x86_64-pc-linux-gnu-gcc[-VERSION]`; on Debian each version and triple that is installed. It closes the connection
/// on others, as on anything that it dislikes, and answers 110 for one that it allows and does not have.
///
/// Each name that is tried means the same compiler, or one that is closer described: the target and the version are
/// added, and taken away only where the plain name here leads to the same compiler. `cc` and `c++` are never sent:
/// over there they may be another compiler.
///
/// - Parameters:
///   - facts: what the compiler says of itself; `nil` while nobody has asked it.
///   - plainNameIsSame: whether the name without target and version leads to the same compiler here.
public func volunteerNames(
    of compiler: CompilerName, facts: CompilerFacts?, plainNameIsSame: Bool
) -> [ByteString] {
    guard let facts else { return [compiler.bareName] }
    let stem: ByteString
    switch (compiler.stem, facts.family) {
    case ("cc", .gcc): stem = "gcc"
    case ("c++", .gcc): stem = "g++"
    case ("cc", .clang): stem = "clang"
    case ("c++", .clang): stem = "clang++"
    // `c99` and its kin mean options too.
    case ("gcc", _), ("g++", _), ("clang", _), ("clang++", _): stem = compiler.stem
    default: return [compiler.bareName]
    }
    let prefix: ByteString = compiler.target.isEmpty ? "" : compiler.target + "-"
    let suffix: ByteString = compiler.version.isEmpty ? "" : "-" + compiler.version
    // A clang for another target is the same program with an option.
    let target: ByteString = facts.family == .clang ? prefix : facts.target + "-"
    let version: ByteString = compiler.version.isEmpty ? "-" + facts.major : suffix
    var names = [prefix + stem + suffix]
    if !suffix.isEmpty, plainNameIsSame { names.append(prefix + stem) }
    if !prefix.isEmpty, plainNameIsSame { names += [stem + suffix, stem] }
    names += [target + stem + suffix, prefix + stem + version, target + stem + version]
    // Arch has `x86_64-pc-linux-gnu-gcc-15.2.1`.
    if facts.family == .gcc { names.append(target + stem + "-" + facts.version) }
    var seen: Set<ByteString> = []
    return names.filter { seen.insert($0).inserted }
}
