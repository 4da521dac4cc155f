/// Numbers as people read them. A space stands between number and unit, the point is decimal, whatever the
/// locale: the text is searched and compared, too.
public enum Figures {
    /// A time of day's length, to the second: `0:07`, `12:30`, `1:02:33`.
    public static func clock(_ duration: Duration) -> String {
        let seconds = max(0, duration.rounded(to: .seconds(1)))
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return hours > 0
            ? "\(hours):\(twoDigits(minutes)):\(twoDigits(seconds % 60))"
            : "\(minutes):\(twoDigits(seconds % 60))"
    }

    /// A short time with two or three digits: `0.4 ms`, `12 ms`, `1.2 s`, `34 s`, from a minute on a clock.
    public static func brief(_ duration: Duration) -> String {
        let duration = max(.zero, duration)
        if duration < .microseconds(9950) {
            return tenths(duration.rounded(to: .microseconds(100))) + " ms"
        }
        if duration < .microseconds(999_500) { return "\(duration.rounded(to: .milliseconds(1))) ms" }
        if duration < .milliseconds(9950) { return tenths(duration.rounded(to: .milliseconds(100))) + " s" }
        if duration < .milliseconds(59_500) { return "\(duration.rounded(to: .seconds(1))) s" }
        return clock(duration)
    }

    /// A size in decimal units: `999 B`, `1.2 kB`, `34 MB`.
    public static func bytes(_ count: Int) -> String {
        guard count >= 1000 else { return "\(max(0, count)) B" }
        let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
        var unit = 0
        var scale = 1000
        // 999 950 rounds to "1000.0 kB" and 999 500 to "1000 kB", so it is 1.0 MB already.
        while unit < units.count - 1, count >= scale * 1000 - scale / 2 {
            unit += 1
            scale *= 1000
        }
        let tenth = rounded(count, over: scale / 10)
        let number = tenth < 100 ? tenths(tenth) : "\(rounded(count, over: scale))"
        return "\(number) \(units[unit])"
    }

    /// A share in whole percent. 0 and 100 are said only where they are exact; `-` when there is no whole.
    public static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "-" }
        let rounded = rounded(part * 100, over: whole)
        if rounded == 0, part > 0 { return "<1 %" }
        if rounded >= 100, part < whole { return "99 %" }
        return "\(rounded) %"
    }

    /// Compiles that volunteers should have done: `3 failed over`, `3 failed over, 2 given up`.
    public static func failures(_ failedOver: Int, givenUp: Int) -> String {
        "\(failedOver) failed over" + (givenUp > 0 ? ", \(givenUp) given up" : "")
    }

    /// Events a second: `0.4/s`, `12.3/s`, `123/s`; `-` when no time has passed.
    public static func rate(_ count: Int, in duration: Duration) -> String {
        guard duration > .zero else { return "-" }
        let tenth = Int((Double(count) * 10 / (duration / .seconds(1))).rounded())
        return tenth < 1000 ? "\(tenths(tenth))/s" : "\((tenth + 5) / 10)/s"
    }

    /// Bytes a second: `1.2 MB/s`; `-` when no time has passed.
    public static func rate(bytes count: Int, in duration: Duration) -> String {
        guard duration > .zero else { return "-" }
        let perSecond = (Double(count) / (duration / .seconds(1))).rounded()
        return "\(bytes(Int(exactly: min(perSecond, 9e18)) ?? 0))/s"
    }

    /// A number with its decimals, rounded: `1.50`.
    public static func decimal(_ value: Double, digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int(max(-9e15, min(value * Double(scale), 9e15)).rounded())
        let rest = "\(abs(scaled) % scale)"
        let sign = scaled < 0 ? "-" : ""
        guard digits > 0 else { return "\(scaled)" }
        return "\(sign)\(abs(scaled) / scale)." + String(repeating: "0", count: digits - rest.count) + rest
    }

    /// `1 compile`, `2 compiles`.
    static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static func tenths(_ count: Int) -> String {
        "\(count / 10).\(count % 10)"
    }

    private static func rounded(_ count: Int, over unit: Int) -> Int {
        count / unit + (count % unit * 2 >= unit ? 1 : 0)
    }
}

extension Duration {
    /// How many units, rounded half up; it is not negative.
    fileprivate func rounded(to unit: Duration) -> Int {
        Int((self + unit / 2) / unit)
    }
}
