import ByteStrings
import Files
import Glibc
import History
import Processes

/// What this machine is, for history.
enum MachineInformation {
    static var current: Machine {
        Machine(name: hostName, processor: processor, cores: Processors.available)
    }

    private static var hostName: String {
        var names = utsname()
        guard unsafe uname(&names) == 0 else { return "" }
        return unsafe withUnsafeBytes(of: names.nodename) {
            unsafe ByteString(Array($0.prefix { $0 != 0 })).string
        }
    }

    private static var processor: String {
        if let text = start(of: "/proc/cpuinfo"), let model = model(cpuinfo: text) { return model }
        // ARM's cpuinfo names part numbers only; boards with a device tree say what they are.
        return start(of: "/proc/device-tree/model").map { text in
            ByteString(text.bytes.filter { $0 != 0 }).trimmed.string
        } ?? ""
    }

    /// The value of `model name` (x86), `cpu` (POWER), `cpu model` (MIPS) or `Model` (some ARM boards).
    ///
    /// - Source: proc_cpuinfo(5), and the kernel's `arch/*/kernel/*` that print it.
    static func model(cpuinfo: ByteString) -> String? {
        let names: [ByteString] = ["model name", "cpu", "cpu model", "Model"]
        for line in cpuinfo.split("\n") {
            guard let colon = line.bytes.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = ByteString(line.bytes[..<colon]).trimmed
            let value = ByteString(line.bytes[(colon + 1)...]).trimmed
            if names.contains(name), !value.isEmpty {
                // Makers pad: "Intel(R) Xeon(R) CPU           E5345".
                return value.split(" ").filter { !$0.isEmpty }.joined(separator: " ").string
            }
        }
        return nil
    }

    /// What one read gives. The kernel makes up the text of each processor as it is read, and asks it for its
    /// frequency; the first one says enough.
    private static func start(of path: ByteString) -> ByteString? {
        guard let descriptor = Descriptor(opening: path, O_RDONLY) else { return nil }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, filled in
            unsafe filled = max(0, read(descriptor.number, buffer.baseAddress, buffer.count))
        }
        return bytes.isEmpty ? nil : ByteString(bytes)
    }
}
