/// Times of the same thing, measured again and again.
struct Sample: Equatable, Sendable {
    var mean: Duration
    private var count: Int
    /// Of the single times, in seconds squared; `nil` for fewer than two.
    private var variance: Double?

    /// - Precondition: there is at least one time.
    init(_ times: [Duration]) {
        precondition(!times.isEmpty, "a sample has at least one time")
        count = times.count
        let mean = times.reduce(.zero, +) / times.count
        self.mean = mean
        if times.count > 1 {
            let squares = times.reduce(0) { sum, time in
                let distance = (time - mean) / .seconds(1)
                return sum + distance * distance
            }
            variance = squares / Double(times.count - 1)
        }
    }

    /// Half the width of the 95 % confidence interval of the mean, by Student's t.
    var margin: Duration? {
        variance.map {
            .seconds(Sample.studentT(degrees: Double(count - 1)) * ($0 / Double(count)).squareRoot())
        }
    }

    /// Whether two means differ by more than chance at 5 %: Welch's test, which does not ask for equal variances.
    ///
    /// - Returns: `nil` when one of the two was measured once only.
    func differs(from other: Sample) -> Bool? {
        guard let variance, let otherVariance = other.variance else { return nil }
        let (one, two) = (variance / Double(count), otherVariance / Double(other.count))
        let distance = abs((mean - other.mean) / .seconds(1))
        guard one + two > 0 else { return distance > 0 }
        let degrees =
            (one + two) * (one + two)
            / (one * one / Double(count - 1) + two * two / Double(other.count - 1))
        return distance / (one + two).squareRoot() > Sample.studentT(degrees: degrees)
    }

    /// The 97.5 % quantile of Student's t; between the degrees of the table the greater, careful value.
    ///
    /// - Source: any table of the t distribution.
    private static func studentT(degrees: Double) -> Double {
        let row = table.last { Double($0.degrees) <= degrees }
        return row?.quantile ?? table[0].quantile
    }

    private static let table: [(degrees: Int, quantile: Double)] = [
        (1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (6, 2.447), (7, 2.365), (8, 2.306),
        (9, 2.262), (10, 2.228), (12, 2.179), (15, 2.131), (20, 2.086), (30, 2.042), (60, 2.000),
        (120, 1.980),
        (1000, 1.962),
    ]
}
