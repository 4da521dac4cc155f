import ByteStrings

/// What a terminal shows of the bytes that it was sent: the part of a VT100 that shells, makepkg and distmake use.
///
/// Colours, titles and modes are recognised and have no effect. A column holds one character of ASCII; of a character
/// in UTF-8 it holds the first byte.
struct Screen: Sendable {
    private(set) var rows: Int
    private(set) var columns: Int
    /// The rows that scroll, from 0; the whole screen without a scroll region.
    private(set) var region: ClosedRange<Int>
    /// Lines that have left at the top, which a terminal keeps for scrolling back.
    private(set) var scrolledOff: [ByteString] = []
    /// How often colours were set.
    private(set) var colourChanges = 0

    private var cells: [[UInt8]]
    private var cursor = (row: 0, column: 0)
    private var saved = (row: 0, column: 0)
    private var state = State.text

    private enum State: Sendable {
        case text, escape
        /// Of a character set, which is one byte more.
        case characterSet
        case control([UInt8])
        /// Until BEL or ESC `\`.
        case title
    }

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        region = 0...(rows - 1)
        cells = Array(repeating: Array(repeating: 0x20, count: columns), count: rows)
    }

    var hasRegion: Bool { region != 0...(rows - 1) }

    /// A row without the blanks at its end, from 0.
    func row(_ number: Int) -> ByteString {
        var row = cells[number][...]
        while row.last == 0x20 { row.removeLast() }
        return ByteString(row)
    }

    var lastRow: ByteString { row(rows - 1) }

    /// All that can be read, from the first line that scrolled off to the last row.
    var lines: [ByteString] { scrolledOff + (0..<rows).map(row) }

    /// Another size of the window. As xterm does it, the region becomes the whole screen.
    mutating func resize(rows: Int, columns: Int) {
        while self.rows > rows {
            self.rows -= 1
            // The cursor stays in sight.
            if cursor.row >= rows { leaveTop(); cursor.row -= 1 } else { cells.removeLast() }
        }
        cells += Array(repeating: [], count: rows - cells.count)
        cells = cells.map { row in
            Array(row.prefix(columns)) + Array(repeating: 0x20, count: max(0, columns - row.count))
        }
        (self.rows, self.columns, region) = (rows, columns, 0...(rows - 1))
        cursor.column = min(cursor.column, columns - 1)
    }

    mutating func write(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { take(byte) }
    }

    private mutating func take(_ byte: UInt8) {
        switch (state, byte) {
        case (.title, 0x07), (.title, UInt8(ascii: "\\")): state = .text
        case (.title, _): break
        case (_, 0x1B): state = .escape
        case (.escape, UInt8(ascii: "[")): state = .control([])
        case (.escape, UInt8(ascii: "]")): state = .title
        case (.escape, UInt8(ascii: "7")): (saved, state) = (cursor, .text)
        case (.escape, UInt8(ascii: "8")): (cursor, state) = (saved, .text)
        case (.escape, UInt8(ascii: "D")):
            state = .text
            lineFeed()
        case (.escape, UInt8(ascii: "(")): state = .characterSet
        case (.escape, _), (.characterSet, _): state = .text
        case (.control(let parameters), 0x40...0x7E):
            state = .text
            obey(byte, parameters)
        case (.control(let parameters), _): state = .control(parameters + [byte])
        case (.text, 0x0A): lineFeed()
        case (.text, 0x0D): cursor.column = 0
        case (.text, 0x08): cursor.column = max(0, cursor.column - 1)
        case (.text, 0x20...0x7E), (.text, 0xC0...): put(byte)
        case (.text, _): break
        }
    }

    private mutating func put(_ byte: UInt8) {
        if cursor.column == columns {
            cursor.column = 0
            lineFeed()
        }
        cells[cursor.row][cursor.column] = byte
        cursor.column += 1
    }

    private mutating func lineFeed() {
        guard cursor.row == region.upperBound else {
            cursor.row = min(cursor.row + 1, rows - 1)
            return
        }
        if region.lowerBound == 0 { leaveTop() } else { cells.remove(at: region.lowerBound) }
        cells.insert(Array(repeating: 0x20, count: columns), at: region.upperBound)
    }

    private mutating func leaveTop() {
        scrolledOff.append(row(0))
        cells.removeFirst()
    }

    private mutating func obey(_ final: UInt8, _ parameters: [UInt8]) {
        let numbers = ByteString(parameters).split(";", keepingEmpty: true).map { Int($0.string) ?? 0 }
        func number(_ index: Int, or other: Int = 1) -> Int {
            index < numbers.count && numbers[index] > 0 ? numbers[index] : other
        }
        switch Character(UnicodeScalar(final)) {
        case "r":
            region = (number(0) - 1)...(number(1, or: rows) - 1)
            cursor = (0, 0)
        case "H": cursor = (min(number(0), rows) - 1, min(number(1), columns) - 1)
        case "A": cursor.row = max(0, cursor.row - number(0))
        case "K":
            let cleared = number(0, or: 0) == 2 ? 0..<columns : min(cursor.column, columns)..<columns
            for column in cleared { cells[cursor.row][column] = 0x20 }
        case "J":
            for row in (cursor.row + 1)..<max(rows, cursor.row + 1) {
                cells[row] = Array(repeating: 0x20, count: columns)
            }
        case "m": colourChanges += 1
        default: break
        }
    }
}
