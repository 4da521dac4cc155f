/// Durations as the columns hold them: whole units in 64 bits (292 years of nanoseconds), clamped beyond.
extension Duration {
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carries) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard !overflow, !carries else { return seconds < 0 ? .min : .max }
        return sum
    }

    var microseconds: Int64 { nanoseconds / 1000 }
}
