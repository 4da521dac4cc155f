import BuildDriver
import ByteStrings
import HostSpec
import Reporting

/// What `doctor` says, for programs.
enum DoctorJson {
    static func diagnosis(_ diagnosis: Diagnosis) -> Json {
        .object([
            ("makepkg", text(diagnosis.makepkg?.path)),
            ("makepkgVersion", diagnosis.makepkg.map { .string($0.version) } ?? .none),
            ("files", list(diagnosis.files)), ("settings", .list(diagnosis.settings.map(setting))),
            ("hostOrigin", text(diagnosis.hostOrigin)),
            ("hosts", .list((diagnosis.hosts?.list?.hosts ?? []).map(host))),
            ("compiler", text(diagnosis.compiler)), ("masquerade", text(diagnosis.masquerade?.directory)),
            ("compilerNames", list(diagnosis.masquerade?.names ?? [])),
            ("pkgbuild", text(diagnosis.pkgbuild)),
            (
                "notUnderstood",
                .list(
                    diagnosis.unknown.map {
                        .object([
                            ("place", text($0.place)), ("message", .string($0.message)),
                            ("text", text($0.text)),
                        ])
                    })
            ),
            (
                "nativeFlags",
                .list(
                    diagnosis.nativeFlags.map {
                        .object([
                            ("finding", text($0.finding)), ("flag", text($0.flag)),
                            ("replacement", text($0.replacement)),
                        ])
                    })
            ),
            (
                "problems",
                .list(
                    diagnosis.problems.map {
                        .object([
                            ("status", .number(Int($0.code.rawValue))), ("problem", text($0.text)),
                            ("do", text($0.remedy)),
                        ])
                    })
            ),
            (
                "hints",
                .list(diagnosis.hints.map { .object([("hint", text($0.text)), ("do", text($0.remedy))]) })
            ),
        ])
    }

    private static func setting(_ setting: Diagnosis.Setting) -> Json {
        .object([
            ("name", text(setting.name)), ("value", text(setting.value)), ("from", list(setting.origins)),
            ("dynamic", text(setting.dynamic)),
        ])
    }

    private static func host(_ host: HostSpec) -> Json {
        .object([
            ("name", text(host.name)), ("slots", .number(host.limit)), ("usable", .flag(host.isUsable)),
        ])
    }

    private static func text(_ text: ByteString?) -> Json { text.map { .string($0.string) } ?? .none }

    private static func list(_ texts: [ByteString]) -> Json { .list(texts.map { text($0) }) }
}
