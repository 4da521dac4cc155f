/// What the first bytes of an ELF file say about the machine it is for.
///
/// This is the cheap check that every object from a volunteer passes before it is put in place: a volunteer
/// of another architecture whose `gcc` has the same name answers with an object that only the linker, much
/// later, would refuse.
///
/// - Source: System V ABI, chapter 4, "ELF Header"; the numbers of machines from `elf.h` (glibc 2.36).
public struct ObjectHeader: Hashable, Sendable {
    /// The size of an address: `EI_CLASS`.
    public enum Class: UInt8, Sendable {
        case bits32 = 1
        case bits64 = 2
    }

    /// The order of the bytes of a number: `EI_DATA`.
    public enum ByteOrder: UInt8, Sendable {
        case little = 1
        case big = 2
    }

    /// `e_type`; other values exist and are kept as numbers.
    public struct FileType: RawRepresentable, Hashable, Sendable {
        public var rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let relocatable = FileType(rawValue: 1)
        public static let executable = FileType(rawValue: 2)
        public static let shared = FileType(rawValue: 3)
        public static let core = FileType(rawValue: 4)
    }

    public var fileClass: Class
    public var byteOrder: ByteOrder
    /// `e_machine`, 62 for x86-64.
    public var machine: UInt16
    /// `e_flags`: variants of an architecture, such as the float ABI of RISC-V.
    public var flags: UInt32
    public var type: FileType

    /// How many leading bytes of a file are enough for `init(leadingBytes:)`.
    public static let byteCount = 64

    public init(
        fileClass: Class, byteOrder: ByteOrder, machine: UInt16, flags: UInt32 = 0,
        type: FileType = .relocatable
    ) {
        self.fileClass = fileClass
        self.byteOrder = byteOrder
        self.machine = machine
        self.flags = flags
        self.type = type
    }

    /// Reads the header from the beginning of a file; the rest of the file may follow.
    ///
    /// Returns `nil` when the bytes are not ELF, or fewer than the header of their class (52 or 64).
    public init?(leadingBytes bytes: some Collection<UInt8>) {
        guard let layout = ElfLayout(identification: bytes) else { return nil }
        let fields = ElfFields(Array(bytes.prefix(layout.headerSize)), layout.byteOrder)
        guard fields.bytes.count == layout.headerSize else { return nil }
        self.init(fields: fields, layout: layout)
    }

    /// - Precondition: `fields` hold a whole header of `layout`.
    init(fields: ElfFields, layout: ElfLayout) {
        self.init(
            fileClass: layout.fileClass,
            byteOrder: layout.byteOrder,
            machine: fields.uint16(18),
            flags: fields.uint32(layout.flagsOffset),
            type: FileType(rawValue: fields.uint16(16)))
    }

    /// Whether a linker would take both into one program: the same machine, address size and byte order.
    ///
    /// `e_flags` are left out: on most architectures the linker merges differing ones without complaint.
    public func isCompatible(with other: ObjectHeader) -> Bool {
        machine == other.machine && fileClass == other.fileClass && byteOrder == other.byteOrder
    }
}

extension ObjectHeader: CustomStringConvertible {
    /// For people: `x86-64, 64-bit`, `PowerPC 64, 64-bit, big-endian`, `machine 4711, 32-bit`.
    public var description: String {
        let name = Self.machineNames[machine] ?? "machine \(machine)"
        let bits = fileClass == .bits64 ? "64-bit" : "32-bit"
        return byteOrder == .big ? "\(name), \(bits), big-endian" : "\(name), \(bits)"
    }

    private static let machineNames: [UInt16: String] = [
        2: "SPARC", 3: "x86", 4: "Motorola 68000", 8: "MIPS", 15: "PA-RISC", 20: "PowerPC", 21: "PowerPC 64",
        22: "S/390", 40: "ARM", 42: "SuperH", 43: "SPARC 64", 50: "Itanium", 62: "x86-64", 83: "AVR",
        94: "Xtensa", 105: "MSP430", 183: "AArch64", 189: "MicroBlaze", 190: "CUDA", 224: "AMD GPU",
        243: "RISC-V", 247: "BPF", 252: "C-SKY", 258: "LoongArch",
    ]
}
