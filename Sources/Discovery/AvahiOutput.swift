public import ByteStrings

/// What `avahi-browse --parsable --resolve` prints.
///
///     line ::= "=" ; interface ; protocol ; name ; type ; domain ; host ; address ; port ; texts
///     texts ::= { '"' KEY=VALUE '"' }, a space between them
///
/// `;`, `.` and all but letters, digits and `-_` are `\DDD`, decimal, in names; lines that begin with `+` say only
/// that there is a service and are repeated with `=` once it is resolved.
///
/// - Source: avahi-browse(1); avahi 0.8 observed with a distccd 3.4 of Debian. distccd says `txtvers`, `cpus`,
///   `jobs`, `distcc`, `gnuhost`, `cc_version`, `cc_machine` (distcc's zeroconf-reg.c).
public enum AvahiOutput {
    /// The volunteers in order of their appearance, each once, with its best address. Lines that are something
    /// else are passed over.
    public static func volunteers(in output: ByteString) -> [AnnouncedVolunteer] {
        var found: [AnnouncedVolunteer] = []
        for line in output.split("\n") {
            guard let volunteer = volunteer(line) else { continue }
            if let index = found.firstIndex(where: { $0.name == volunteer.name }) {
                if volunteer.preference < found[index].preference { found[index] = volunteer }
            } else {
                found.append(volunteer)
            }
        }
        return found
    }

    /// Stock distcc's number for a daemon that says neither `jobs` nor `cpus`.
    private static let assumedLimit = 4

    private static func volunteer(_ line: ByteString) -> AnnouncedVolunteer? {
        let fields = line.split(";", keepingEmpty: true)
        guard fields.count >= 9, fields[0] == "=", let port = UInt16(fields[8].string), port > 0,
            isAddress(fields[7]), isInterface(fields[1])
        else { return nil }
        // A text may have a `;` in it.
        let texts = texts(in: fields[9...].joined(separator: ";"))
        let jobs = texts["jobs"].flatMap(number)
        let processors = texts["cpus"].flatMap(number)
        return AnnouncedVolunteer(
            name: unescaped(fields[3]), address: fields[7], interface: fields[1], port: port,
            // ncpu+2 is what distccd itself takes when it is not told --jobs.
            limit: jobs ?? processors.map { min($0 + 2, 65535) } ?? assumedLimit,
            compilerMachine: texts["cc_machine"], compilerVersion: texts["cc_version"])
    }

    private static func number(_ text: ByteString) -> Int? {
        guard let number = UInt16(text.string), number > 0 else { return nil }
        return Int(number)
    }

    private static func texts(in field: ByteString) -> [ByteString: ByteString] {
        var texts: [ByteString: ByteString] = [:]
        for text in field.split("\"") {
            guard let sign = text.bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
            texts[unescaped(ByteString(text.bytes[..<sign]))] =
                unescaped(ByteString(text.bytes[(sign + 1)...]))
        }
        return texts
    }

    /// With `\DDD` as bytes, and `\X` as X.
    private static func unescaped(_ text: ByteString) -> ByteString {
        var bytes: [UInt8] = []
        var rest = text.bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.first else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(3)
            if digits.count == 3, let value = UInt8(String(decoding: digits, as: UTF8.self)) {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(next)
                rest = rest.dropFirst()
            }
        }
        return ByteString(bytes)
    }

    /// Digits only: what the network says goes into a host list, where `@` or `,` would mean more.
    private static func isAddress(_ text: ByteString) -> Bool {
        !text.isEmpty
            && text.bytes.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
            }
    }

    private static func isInterface(_ text: ByteString) -> Bool {
        !text.isEmpty
            && text.bytes.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "_.-".utf8.contains(byte)
            }
    }
}
