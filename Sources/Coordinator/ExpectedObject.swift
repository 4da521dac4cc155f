import ByteStrings
import CompilerCommand
import ObjectFile

/// The machine that a command's objects are for. A stock distccd compiles for whatever its compiler targets and
/// says nothing: a Raspberry Pi got x86 objects this way, with success (distcc issue 440).
struct ExpectedObject: Sendable {
    /// `nil`: the target is one that we cannot name, and any object is believed.
    private let header: ObjectHeader?

    /// - Parameters:
    ///   - command: its `-m32`-like options count.
    ///   - target: the compiler's, where it is known; `nil` for this machine.
    ///   - native: the header of a program of this machine.
    init(of command: CompilerCommand, target: ByteString?, native: ObjectHeader?) {
        var header = target.map(Self.header(forTriple:)) ?? native
        // x86 compilers switch between these, and the last one holds; the others' options change the class only.
        // The start of a kernel is compiled with -m16: code for real mode, in objects of 32 bits.
        switch command.arguments.last(where: Self.classOptions.contains) {
        case "-m16", "-m32": header = header.flatMap(Self.narrowed)
        case "-mx32": header?.fileClass = .bits32
        case "-m64": header = header.flatMap(Self.widened)
        default: break
        }
        self.header = header
    }

    private static let classOptions: Set<ByteString> = ["-m16", "-m32", "-mx32", "-m64"]

    /// What is wrong with an object that came back, in words; `nil` when nothing is.
    func problem(with object: [UInt8]) -> String? {
        guard let header else { return nil }
        if object.starts(with: [0x42, 0x43, 0xC0, 0xDE]) { return nil }  // LLVM bitcode names no machine here
        guard let found = ObjectHeader(leadingBytes: object.prefix(ObjectHeader.byteCount)) else {
            return object.isEmpty ? "an empty object" : "something that is no object"
        }
        guard found.type == .relocatable else { return "something that is no relocatable object" }
        return found.isCompatible(with: header) ? nil : "an object for \(found), not for \(header)"
    }

    private static func narrowed(_ header: ObjectHeader) -> ObjectHeader? {
        guard let machine = [62: 3, 3: 3, 21: 20, 20: 20, 43: 2, 22: 22][Int(header.machine)] else {
            return nil
        }
        return ObjectHeader(fileClass: .bits32, byteOrder: header.byteOrder, machine: UInt16(machine))
    }

    private static func widened(_ header: ObjectHeader) -> ObjectHeader? {
        guard let machine = [3: 62, 62: 62, 20: 21, 21: 21, 22: 22][Int(header.machine)] else { return nil }
        return ObjectHeader(fileClass: .bits64, byteOrder: header.byteOrder, machine: UInt16(machine))
    }

    /// By the first part of a target triple; `nil` for targets whose objects are not ELF or that are not listed.
    private static func header(forTriple triple: ByteString) -> ObjectHeader? {
        guard !triple.contains("mingw"), !triple.contains("darwin"), !triple.contains("wasm"),
            let name = triple.split("-").first
        else { return nil }
        let row = architectures.first { name.hasPrefix($0.prefix) }
        return row.map { ObjectHeader(fileClass: $0.fileClass, byteOrder: $0.byteOrder, machine: $0.machine) }
    }

    private struct Architecture: Sendable {
        var prefix: ByteString
        var machine: UInt16
        var fileClass: ObjectHeader.Class
        var byteOrder: ObjectHeader.ByteOrder = .little
    }

    /// Longer prefixes first. Machines as in elf.h.
    private static let architectures: [Architecture] = [
        Architecture(prefix: "x86_64", machine: 62, fileClass: .bits64),
        Architecture(prefix: "i386", machine: 3, fileClass: .bits32),
        Architecture(prefix: "i486", machine: 3, fileClass: .bits32),
        Architecture(prefix: "i586", machine: 3, fileClass: .bits32),
        Architecture(prefix: "i686", machine: 3, fileClass: .bits32),
        Architecture(prefix: "aarch64_be", machine: 183, fileClass: .bits64, byteOrder: .big),
        Architecture(prefix: "aarch64", machine: 183, fileClass: .bits64),
        Architecture(prefix: "armeb", machine: 40, fileClass: .bits32, byteOrder: .big),
        Architecture(prefix: "arm", machine: 40, fileClass: .bits32),
        Architecture(prefix: "riscv64", machine: 243, fileClass: .bits64),
        Architecture(prefix: "riscv32", machine: 243, fileClass: .bits32),
        Architecture(prefix: "powerpc64le", machine: 21, fileClass: .bits64),
        Architecture(prefix: "powerpc64", machine: 21, fileClass: .bits64, byteOrder: .big),
        Architecture(prefix: "powerpc", machine: 20, fileClass: .bits32, byteOrder: .big),
        Architecture(prefix: "s390x", machine: 22, fileClass: .bits64, byteOrder: .big),
        Architecture(prefix: "loongarch64", machine: 258, fileClass: .bits64),
        Architecture(prefix: "avr", machine: 83, fileClass: .bits32),
    ]
}
