/// A moment as a date and a time of day, `2026-07-29 14:03`.
///
/// The offset of the local time zone is the caller's: finding it reads files.
public struct CivilTime: Equatable, Sendable {
    public var year: Int
    public var month: Int
    public var day: Int
    public var hour: Int
    public var minute: Int

    /// - Parameters:
    ///   - sinceEpoch: since 1970-01-01 UTC.
    ///   - offset: what local time is ahead of UTC.
    /// - Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`: years begin
    ///   in March, so that the leap day is a year's last.
    public init(_ sinceEpoch: Duration, offset: Duration) {
        let seconds = Int((sinceEpoch + offset).components.seconds)
        let days = Int((Double(seconds) / 86400).rounded(.down))
        let secondOfDay = seconds - days * 86400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = secondOfDay / 3600
        minute = secondOfDay / 60 % 60
    }

    public var text: String {
        "\(year)-\(Figures.twoDigits(month))-\(Figures.twoDigits(day)) "
            + "\(Figures.twoDigits(hour)):\(Figures.twoDigits(minute))"
    }
}
