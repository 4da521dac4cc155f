public import BashSyntax
public import ByteStrings

/// What `makepkg --printsrcinfo` prints, found out without running the PKGBUILD.
///
///     srcinfo ::= section { newline section }        ; pkgbase first, then each package
///     section ::= ("pkgbase" | "pkgname") " = " name newline { tab attribute " = " value newline }
///
/// A value that cannot be known is among `unknown` with its reason and is in no section; the rest is what makepkg
/// prints. Blanks are those of the C locale.
///
/// - Source: makepkg 6.0.2, `srcinfo.sh` and `util/pkgbuild.sh`.
public struct Srcinfo: Sendable, Equatable {
    public struct Attribute: Sendable, Equatable {
        public var name: ByteString
        /// One line each. Without any, makepkg prints one line with an empty value: `depends=()` in a package
        /// function.
        public var values: [ByteString]
    }

    public struct Section: Sendable, Equatable {
        /// `nil` for the section of `pkgbase`.
        public var package: ByteString?
        public var name: ByteString
        public var attributes: [Attribute]
    }

    /// An attribute that is not known. Where it is `arch`, nothing is said about the attributes of single
    /// architectures; where it is `pkgname`, nothing about the packages.
    public struct Unknown: Sendable, Equatable {
        /// The package whose section it is missing from; `nil` for the first section.
        public var package: ByteString?
        public var attribute: ByteString
        public var reason: Dynamic
    }

    public private(set) var sections: [Section] = []
    public private(set) var unknown: [Unknown] = []

    /// The lines; `nil` if something is not known.
    public var text: ByteString? {
        guard unknown.isEmpty else { return nil }
        return sections.map { $0.text }.joined(separator: "\n")
    }

    public init(_ package: Pkgbuild) {
        var base = Section(package: nil, name: "", attributes: [])
        switch package.packageBase {
        case .known(let name): base.name = name
        case .absent: break
        case .dynamic(let reason): unknown.append(Unknown(attribute: "pkgbase", reason: reason))
        }
        let architectures = collect(
            SrcinfoSchema.globalStrings, SrcinfoSchema.globalArrays, into: &base
        ) { name, isArray in Srcinfo.global(name, isArray, package.evaluation) }
        if case .known(let architectures) = architectures {
            _ = collect([], SrcinfoSchema.names(for: architectures), into: &base) { name, isArray in
                Srcinfo.global(name, isArray, package.evaluation)
            }
        }
        sections.append(base)

        switch package.packageNames {
        case .known(let names):
            var overrides = PackageOverrides(package)
            for name in names { add(name, &overrides) }
        case .absent: break
        case .dynamic(let reason): unknown.append(Unknown(attribute: "pkgname", reason: reason))
        }
    }

    private mutating func add(_ package: ByteString, _ overrides: inout PackageOverrides) {
        var section = Section(package: package, name: package, attributes: [])
        overrides.begin(package)
        _ = collect(SrcinfoSchema.packageStrings, SrcinfoSchema.packageArrays, into: &section) {
            overrides.value(of: $0, isArray: $1)
        }
        // Without an override it is the global one, which is not printed again but names the arrays to look for.
        switch overrides.inherited("arch", isArray: true) {
        case .known(let architectures):
            _ = collect([], SrcinfoSchema.names(for: architectures), into: &section) {
                overrides.value(of: $0, isArray: $1)
            }
        case .dynamic(let reason):
            let isNoted = unknown.contains { $0.package == package && $0.attribute == "arch" }
            if !isNoted { unknown.append(Unknown(package: package, attribute: "arch", reason: reason)) }
        case .absent: break
        }
        sections.append(section)
    }

    /// Adds the attributes that have a value to `section`, the others to `unknown`.
    ///
    /// - Returns: what `arch` is.
    private mutating func collect(
        _ strings: [ByteString], _ arrays: [ByteString], into section: inout Section,
        _ value: (ByteString, _ isArray: Bool) -> Pkgbuild.Field<[ByteString]>
    ) -> Pkgbuild.Field<[ByteString]> {
        var architectures = Pkgbuild.Field<[ByteString]>.absent
        for (name, isArray) in strings.map({ ($0, false) }) + arrays.map({ ($0, true) }) {
            let field = value(name, isArray)
            if name == "arch" { architectures = field }
            switch field {
            case .known(let values):
                section.attributes.append(Attribute(name: name, values: values.map { $0.singleSpaced }))
            case .dynamic(let reason):
                unknown.append(Unknown(package: section.package, attribute: name, reason: reason))
            case .absent: break
            }
        }
        return architectures
    }

    /// `extract_global_variable`: an array without elements and an empty string are as good as none.
    static func global(
        _ name: ByteString, _ isArray: Bool, _ evaluation: Evaluation
    ) -> Pkgbuild.Field<[ByteString]> {
        guard let variable = evaluation[name] else { return .absent }
        if let reason = variable.value.dynamic { return .dynamic(reason) }
        if isArray {
            guard let elements = variable.value.elements else {
                // The order of an associative array is bash's own.
                return .dynamic(Dynamic(.unsupported(name), at: variable.lastChange ?? SrcinfoSchema.nowhere))
            }
            return elements.isEmpty ? .absent : .known(elements)
        }
        guard let text = variable.value.text, !text.isEmpty else { return .absent }
        return .known([text])
    }
}

extension Srcinfo.Section {
    /// Its lines as makepkg prints them.
    public var text: ByteString {
        var text: ByteString = (package == nil ? "pkgbase = " : "pkgname = ") + name + "\n"
        for attribute in attributes {
            for value in attribute.values.isEmpty ? [""] : attribute.values {
                text += "\t" + attribute.name + " = " + value + "\n"
            }
        }
        return text
    }
}

extension ByteString {
    /// Each run of blanks as one space, and one of them less at either end.
    fileprivate var singleSpaced: ByteString {
        var result: [UInt8] = []
        var wasBlank = false
        for byte in bytes {
            let isBlank = byte == 0x20 || (0x09...0x0D).contains(byte)
            if !isBlank { result.append(byte) } else if !wasBlank { result.append(0x20) }
            wasBlank = isBlank
        }
        if result.first == 0x20 { result.removeFirst() }
        if result.last == 0x20 { result.removeLast() }
        return ByteString(result)
    }
}
