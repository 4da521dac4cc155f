import BashSyntax
import ByteStrings
import Testing

@testable import Quirks

struct PlanTests {
    static let subject = QuirkSubject(
        """
        pkgname=demo
        pkgver=2.1
        pkgrel=1
        arch=(x86_64)
        options=(!lto 'debug')
        makedepends=('cmake>=3' git)
        source=(config.x86_64 https://example.org/demo.tar.gz)
        source_x86_64=(extra.bin)
        build() {
          # make -j1
          local _flags=(a)
          make \\
            -j2 CC=/usr/bin/gcc
        }
        """,
        machine: QuirkSubject.Machine(
            architecture: "x86_64", flags: ["CFLAGS": ["-O2", "-march=native"]], compiler: "gcc 14.2.0",
            volunteers: [.stock]),
        files: ["config.x86_64": "# CONFIG_A=y\nCONFIG_B=y\r\n"])

    @Test(
        arguments: [
            (.package(["dem*"]), true), (.packageBase(["demo"]), true), (.packageName(["x"]), false),
            (.packageArchitecture(["any"]), false), (.function(["build"]), true),
            (.function(["check"]), false),
            (.array(["_flags"]), true), (.array(["flags"]), false),
            (.option(["!lto"]), true), (.option(["lto"]), false), (.option(["!debug", "debug"]), true),
            (.makeDependency(["cmake"]), true), (.source(["*.tar.gz"]), true), (.source(["extra.*"]), true),
            (.text(TextSearch(functions: ["build"], patterns: ["make *-j2"])), true),
            (.text(TextSearch(functions: [], patterns: ["-j1"])), false),
            (.text(TextSearch(functions: ["package"], patterns: ["make"])), false),
            (.file(FileSearch(names: ["config*"], lines: ["CONFIG_B=y"])), true),
            (.file(FileSearch(names: ["config*"], lines: ["CONFIG_A=y"])), false),
            (.file(FileSearch(names: ["config*"], lines: [])), true),
            (.file(FileSearch(names: ["kconfig"], lines: [])), false),
            (.flag(["-march=*"]), true), (.flag(["-mtune=*"]), false), (.compiler(["gcc *"]), true),
            (.architecture(["x86_64*"]), true), (.volunteer([.stock]), true), (.volunteer([.native]), false),
            (.compilerPath(.system), true), (.compilerPath(.versioned), false),
            (.any([[.package(["x"])], [.package(["demo"]), .flag(["-O2"])]]), true),
            (.none([.package(["x"]), .function(["check"])]), true), (.none([.function(["build"])]), false),
        ] as [(QuirkCondition, Bool)])
    func `a condition holds or not`(condition: QuirkCondition, holds: Bool) {
        let verdict = condition.verdict(on: Self.subject)
        #expect(verdict.isHolding == holds, "\(verdict)")
        #expect(!verdict.fact.isEmpty)
    }

    @Test func `what only the build can tell makes no quirk apply`() {
        let subject = QuirkSubject("pkgname=$(date)\npkgver=$(date)\npkgrel=1\nsource=($(ls))\n")
        for condition in [QuirkCondition.packageName(["*"]), .source(["*"]), .none([.packageName(["x"])])] {
            guard case .unknown = condition.verdict(on: subject) else {
                Issue.record("\(condition) is \(condition.verdict(on: subject))")
                continue
            }
        }
    }

    @Test func `a quirk that misses one condition is a near miss with the reason`() throws {
        let plan = try Self.subject.plan(
            Quirk("near", match: [.package(["demo"]), .flag(["-mtune=native"])]),
            Quirk("far", match: [.package(["x"]), .flag(["-mtune=native"])]))
        #expect(plan.applied.isEmpty)
        #expect(plan.nearMisses.map(\.quirk.id) == ["near"])
        #expect(plan.nearMisses.first?.facts == ["package is demo"])
        #expect(plan.nearMisses.first?.missing == "makepkg.conf has none of: -mtune=native")
    }

    @Test func `the user forces, refuses and switches off`() throws {
        let quirks = [
            Quirk("a"), Quirk("b", match: [.package(["x"])]), Quirk("c", onRequest: [.package(["demo"])]),
        ]
        let database = QuirkDatabase(layers: [quirks])
        func ids(_ selection: QuirkSelection) throws -> [String] {
            try QuirkPlan(database, for: Self.subject, selection: selection).applied.map(\.quirk.id)
        }
        #expect(try ids(QuirkSelection()) == ["a"])
        #expect(try ids(QuirkSelection(forced: ["b"])) == ["a", "b"])
        #expect(try ids(QuirkSelection(forced: ["c"], refused: ["a"])) == ["c"])
        #expect(try ids(QuirkSelection(ignoresAll: true)) == [])
        #expect(try ids(QuirkSelection(ignoresAll: true, forced: ["c"])) == ["c"])
        #expect(throws: QuirkPlanError.unknownQuirk("z")) { try ids(QuirkSelection(refused: ["z"])) }
        #expect(throws: QuirkPlanError.forcedAndRefused("a")) {
            try ids(QuirkSelection(forced: ["a"], refused: ["a"]))
        }
    }

    @Test func `later layers override and disable`() throws {
        var off = Quirk("b")
        off.isEnabled = false
        let admin = Quirk("a", effects: [.warn("admin")])
        let database = QuirkDatabase(layers: [[Quirk("a"), Quirk("b")], [admin], [off]])
        #expect(database.quirks == [admin])
        #expect(database.disabled.map(\.id) == ["b"])
        #expect(database["b"] != nil)
    }

    @Test(
        arguments: [
            ([.jobs(.set(1))], [.jobs(.set(4))], "the number of jobs"),
            ([.jobs(.set(1))], [.jobs(.asWritten)], "the number of jobs"),
            ([.jobs(.set(8))], [.jobs(.cap(4))], "the number of jobs"),
            ([.jobMode(.pump)], [.keepLocal(.package)], "the job mode"),
            ([.rejectFlag("-flto")], [.rewriteFlag("-flto", to: "")], "the flag -flto"),
            (
                [.environment(EnvironmentSetting(phase: .build, variables: ["CC": "gcc"]))],
                [.environment(EnvironmentSetting(phase: .build, variables: ["CC": "clang"]))], "CC in build()"
            ),
            (
                [.editPkgbuild(.replaceWord(WordChange(function: "build", word: "-j*", text: "-j1")))],
                [.editPkgbuild(.replaceWord(WordChange(function: "build", word: "-j*", text: "-j2")))],
                "the word `-j*`"
            ),
        ] as [([QuirkEffect], [QuirkEffect], String)])
    func `a contradiction names both`(first: [QuirkEffect], second: [QuirkEffect], subject: String) throws {
        do {
            _ = try Self.subject.plan(Quirk("a", effects: first), Quirk("b", effects: second))
            Issue.record("no contradiction")
        } catch QuirkPlanError.contradiction(let pair) {
            #expect((pair.first, pair.second, pair.subject) == ("a", "b", subject))
        }
        // The same said twice is none.
        _ = try Self.subject.plan(Quirk("a", effects: first), Quirk("b", effects: first))
    }

    @Test func `settings add up`() throws {
        let settings = try Self.subject.plan(
            Quirk("a", effects: [.jobs(.cap(8)), .keepLocal(.phases([.check]))]),
            Quirk(
                "b",
                effects: [
                    .jobs(.cap(4)), .jobs(.asWritten), .warn("so"),
                    .environment(EnvironmentSetting(phase: .build, variables: ["N": "<@JOBS@>", "O": "x"])),
                ])
        ).settings
        #expect(settings.jobCap == QuirkSettings.Wish(value: 4, quirk: "b"))
        #expect(settings.jobs?.value == .asWritten)
        #expect(settings.localPhases == [.check: "a"])
        #expect(settings.environment(of: .build, jobs: 12) == ["N": "<12>", "O": "x"])
        #expect(settings.environment(of: .check, jobs: 12) == [:])
        #expect(!settings.keepsPackageLocal)
    }
}
