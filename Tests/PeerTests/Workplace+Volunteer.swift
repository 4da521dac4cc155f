import ByteStrings
import DistccWire
import Testing

extension Workplace {
    /// Runs `body` with a volunteer that takes `delay` for each job, and gives back what gcc makes of `a.c` here.
    func withVolunteer<Result>(
        delay: Duration, _ body: (StandInVolunteer) async throws -> Result
    ) async throws -> Result {
        try await plain("gcc -O2 -c a.c -o plain.o").mustSucceed()
        let object = try #require(Files.read(self("plain.o")))
        return try await StandInVolunteer.with(delay: delay) { _ in
            .response(DistccResponse(waitStatus: 0, object: object))
        } _: {
            try await body($0)
        }
    }
}
