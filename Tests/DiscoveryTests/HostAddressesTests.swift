import ByteStrings
import Discovery
import Testing

@Suite struct HostAddressesTests {
    @Test(arguments: ["127.0.0.1", "::1", "192.0.2.7", "2001:db8::1"] as [ByteString])
    func `an address is its own`(address: ByteString) throws {
        #expect(try HostAddresses.find(address) == [address])
    }

    @Test func `a name has at least one`() throws {
        let found = try HostAddresses.find("localhost")
        #expect(found.contains("127.0.0.1") || found.contains("::1"))
    }

    /// RFC 2606: no such name will ever be.
    @Test func `a name without any is told with the resolver's reason`() {
        #expect { try HostAddresses.find("nobody.invalid") } throws: { error in
            guard let error = error as? HostAddresses.NotFound else { return false }
            return error.name == "nobody.invalid" && !error.reason.isEmpty
        }
    }
}
