import ByteStrings
import Testing

struct CStringArrayTests {
    @Test(arguments: [[], ["a"], ["", ByteString([0xFF]), "last"]] as [[ByteString]])
    func `strings go out as C strings with a NULL at the end`(strings: [ByteString]) {
        let back = unsafe strings.withCStringArray { array in
            var back: [ByteString] = []
            var cursor = unsafe array
            while let string = unsafe cursor.pointee {
                unsafe back.append(ByteString(cString: string))
                unsafe cursor += 1
            }
            return back
        }
        #expect(back == strings)
    }
}
