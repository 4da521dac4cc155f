import ByteStrings
import HostCheck
import HostSpec
import Placement
import Reporting
import VolunteerLink

/// What a check found of one host, as rows of a table or as JSON.
struct HostCheckRows {
    let report: HostReport

    init(_ report: HostReport) {
        self.report = report
    }

    static let table = TextTable([
        .init("host"), .init("slots", .right), .init("compiler"), .init("there"),
        .init("verdict", overflow: .cutEnd(minimum: 12)), .init("probe", .right),
    ])

    func append(to table: inout TextTable) {
        let host = report.host
        let slots = "\(host.limit)"
        switch report.answer {
        case .notAsked: table.append([host.name.string, slots, "", "", "not asked", ""])
        case .accident(let error):
            table.append([host.name.string, slots, "", "", error.code.rawValue, ""])
        case .answered(let compilers):
            for (index, compiler) in compilers.enumerated() {
                table.append([
                    index == 0 ? host.name.string : "", index == 0 ? slots : "", compiler.name.string,
                    compiler.isServed ? compiler.remoteNames.joined(separator: " ").string : "",
                    compiler.verdict, compiler.isServed ? Figures.brief(compiler.time) : "",
                ])
            }
        }
    }

    var json: Json {
        let host = report.host
        var fields: [(String, Json)] = [
            ("host", .string(host.name.string)), ("slots", .number(host.limit)),
        ]
        switch report.answer {
        case .notAsked: fields.append(("state", .string("not-asked")))
        case .accident(let error): fields.append(("state", .string(error.code.rawValue)))
        case .answered(let compilers):
            fields.append(("state", .string("answered")))
            fields.append(
                (
                    "compilers",
                    .list(
                        compilers.map { compiler in
                            .object([
                                ("name", .string(compiler.name.string)),
                                ("there", .list(compiler.remoteNames.map { .string($0.string) })),
                                ("verdict", .string(compiler.verdict)),
                                ("milliseconds", .number(Int(compiler.time / .milliseconds(1)))),
                            ])
                        })
                ))
        }
        fields.append(
            (
                "findings",
                .list(
                    report.findings.map {
                        .object([
                            ("problem", .flag($0.isProblem)), ("text", .string($0.text.string)),
                            ("do", .string($0.remedy.string)),
                        ])
                    })
            ))
        return .object(fields)
    }
}

extension CompilerReport {
    fileprivate var isServed: Bool {
        if case .verdict = outcome { true } else { false }
    }

    /// A stable word.
    fileprivate var verdict: String {
        switch outcome {
        case .verdict(let verdict): verdict.grade.rawValue
        case .missing: "missing"
        case .refused: "refused"
        case .failed: "failed"
        }
    }
}
