import BuildDriver
import ByteStrings
import Quirks
import Reporting

/// What the commands say of quirks, for programs.
enum QuirkJson {
    static func quirk(_ quirk: Quirk) -> Json {
        .object([
            ("id", .string(quirk.id)), ("summary", .string(quirk.summary)),
            ("explanation", .string(quirk.explanation)),
            ("evidence", .list(quirk.evidence.map(Json.string))),
            ("cost", quirk.cost.map(Json.string) ?? .none), ("enabled", .flag(quirk.isEnabled)),
            ("required", .flag(quirk.isRequired)), ("optional", .flag(quirk.isOptional)),
            ("file", .string(quirk.file.string)), ("line", .number(quirk.line)),
        ])
    }

    /// What applies to a package, what would on request, and what nearly does.
    static func decision(_ decision: QuirkDecision, pkgbuild: String) -> Json {
        .object([
            ("pkgbuild", .string(pkgbuild)), ("applied", .list(decision.plan.applied.map(applied))),
            ("offered", .list(decision.plan.offered.map(applied))),
            (
                "near",
                .list(
                    decision.plan.nearMisses.map { near in
                        .object([
                            ("id", .string(near.quirk.id)), ("summary", .string(near.quirk.summary)),
                            ("facts", .list(near.facts.map(Json.string))), ("missing", .string(near.missing)),
                        ])
                    })
            ),
            ("failures", .list(decision.patch.failures.map(failure))),
            ("edits", .list(decision.patch.changed.map(Json.string))),
        ])
    }

    private static func applied(_ applied: QuirkPlan.Applied) -> Json {
        .object([
            ("id", .string(applied.quirk.id)), ("summary", .string(applied.quirk.summary)),
            ("cost", applied.quirk.cost.map(Json.string) ?? .none),
            ("facts", .list(applied.facts.map(Json.string))),
        ])
    }

    private static func failure(_ failure: PkgbuildPatch.Failure) -> Json {
        .object([
            ("id", .string(failure.quirk.id)), ("file", .string(failure.quirk.file.string)),
            ("line", .number(failure.effectLine)), ("code", .string(failure.code)),
            ("expected", .string(failure.expected.string)),
            ("found", .list(failure.found.map { .string($0.string) })),
            ("pkgbuildLine", failure.line.map(Json.number) ?? .none),
            ("consequence", .string(failure.consequence)),
        ])
    }
}
