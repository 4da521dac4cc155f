import ByteStrings
import HostSpec
import Testing

@Suite struct AddressedListTests {
    private let book: [ByteString: ByteString] = [
        "red": "192.0.2.1", "blue": "2001:db8::7", "192.0.2.9": "192.0.2.9", "::1": "::1",
        "fe80::1%eth0": "fe80::1%eth0",
    ]

    @Test(
        arguments: [
            ("red", "192.0.2.1/4"), ("red/8:3636,lzo", "192.0.2.1:3636/8,lzo"),
            ("red:3636/8", "192.0.2.1:3636/8"),
            ("blue/2,cpp,lzo", "[2001:db8::7]/2,cpp,lzo"), ("blue:3636", "[2001:db8::7]:3636/4"),
            ("192.0.2.9/3 [::1]/2", "192.0.2.9/3 [::1]/2"),
            ("[fe80::1%eth0]:3633/1", "[fe80::1%eth0]:3633/1"),
            // Nobody to be reached from inside, and hosts without an address.
            ("@red/4 anna@red red/1", "192.0.2.1/1"), ("green/4 red/1", "192.0.2.1/1"),
            ("red,down blue/1", "[2001:db8::7]/1"),
            ("localhost/2 red/1 --randomize", "localhost/2 192.0.2.1/1 --randomize"),
            ("--localslots=3 red/1 # the red one\nblue/1", "--localslots=3 192.0.2.1/1 [2001:db8::7]/1"),
            ("+zeroconf red/1", "192.0.2.1/1"), ("@red", ""),
        ] as [(ByteString, ByteString)])
    func `every host stands there by an address`(list: ByteString, want: ByteString) throws {
        let addressed = try HostList(parsing: list).addressed { book[$0] }
        #expect(addressed == want)
        // What comes out is a list again, and means the same addresses.
        guard !want.isEmpty else { return }
        #expect(try HostList(parsing: addressed).addressed { $0 } == want)
    }
}
