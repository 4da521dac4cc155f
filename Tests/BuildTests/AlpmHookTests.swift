import ByteStrings
import Testing

/// Hooks/alpm against alpm-hooks(5). What the hook runs is run by `PackagingTests`.
struct AlpmHookTests {
    private static let directory = ByteString(#filePath).directoryPath.directoryPath.directoryPath.appending(
        path: "Hooks/alpm")

    @Test func `the hook is one that pacman takes, for compilers and what goes with them`() throws {
        let text = try #require(contents(Self.directory.appending(path: "distmake-compiler.hook")))
        let hook = try AlpmHook(text)
        #expect(hook.values("Trigger", "Operation") == ["Upgrade"])
        #expect(hook.values("Trigger", "Type") == ["Package"])
        let targets = hook.values("Trigger", "Target")
        for package: ByteString in ["gcc", "clang", "llvm-libs", "binutils"] {
            #expect(targets.contains(package))
        }
        #expect(hook.values("Action", "When") == ["PostTransaction"])
        #expect(hook.values("Action", "NeedsTargets") == [""])
        #expect(hook.values("Action", "Exec").first?.hasPrefix("@PREFIX@/") == true)
    }

    @Test(
        arguments: [
            "[Trigger]\nOperation = Upgrade\nType = Package\nTarget = gcc\n",
            "[Trigger]\nOperation = Update\nType = Package\nTarget = gcc\n[Action]\nWhen = PostTransaction\nExec = /x\n",
            "[Trigger]\nOperation = Upgrade\nType = Package\n[Action]\nWhen = PostTransaction\nExec = /x\n",
            "[Trigger]\nOperation = Upgrade\nType = Package\nTarget = gcc\n[Action]\nWhen = PostTransaction\nExec =\n",
            "[Trigger]\nOperation = Upgrade\nType = Package\nTarget = gcc\n[Action]\nWhen = PostTransaction\nExec = /x\nAbortOnFail\n",
            "Operation = Upgrade\n[Trigger]\n", "[Actions]\n",
        ] as [ByteString])
    func `what pacman refuses is refused here`(text: ByteString) {
        #expect(throws: SetupError.self) { try AlpmHook(text) }
    }
}
