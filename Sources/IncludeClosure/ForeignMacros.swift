internal import ByteStrings

/// Which macros neither gcc nor clang defines by itself, whatever its options.
enum ForeignMacros {
    /// Whether a name is certainly undefined unless a file or the command line defines it.
    static func isNeverPredefined(_ name: ByteString) -> Bool {
        guard let first = name.bytes.first else { return false }
        if first == UInt8(ascii: "_") { return otherCompilers.contains(name) }
        // The compilers' own names without an underscore in front are single words (`linux`, `unix`, `i386`, `PPC`,
        // `WIN32`), but for MIPS's LANGUAGE_C and those of Objective-C.
        return name.contains("_") && !name.hasPrefix("LANGUAGE_") && !name.hasPrefix("OBJC_")
    }

    /// By which other compilers, and tools that pretend to be one, are known. clang defines some of them for Windows,
    /// which is not asked here (`ClosurePlan.mayPretend`).
    private static let otherCompilers: Set<ByteString> = Set(
        ByteString(
            """
            _MSC_VER _MSC_FULL_VER _MSC_BUILD _MSVC_LANG _MSVC_TRADITIONAL __INTELLISENSE__ __RESHARPER__
            __BORLANDC__ __CODEGEARC__ __TURBOC__ __DMC__ __ZTC__ __SC__ __MRC__ __MWERKS__ __WATCOMC__
            __IBMC__ __IBMCPP__ __ibmxl__ __xlC__ __xlc__ __SUNPRO_C __SUNPRO_CC __HP_aCC __HP_cc __DECC __DECCXX
            __EDG__ __EDG_VERSION__ __COMO__ __KCC __PGI __PGIC__ __NVCOMPILER __PATHSCALE__ __PATHCC__ _CRAYC __DCC__
            __INTEL_COMPILER __ICC __ICL __ECC __GCCXML__ __WAVE__ __ghs __ghs__ __TINYC__ __POCC__ __CC_ARM
            __ARMCC_VERSION __IAR_SYSTEMS_ICC__ __TI_COMPILER_VERSION__ __VECTOR_C __OPEN64__
            """.utf8.map { $0 == 0x0A ? 0x20 : $0 }
        ).split(" "))
}
