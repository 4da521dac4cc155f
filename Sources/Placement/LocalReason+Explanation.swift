/// What each reason means, in a sentence for the summary, and what the user can do about it.
extension LocalReason {
    /// One sentence: why such a job stays here.
    public var explanation: String {
        switch self {
        case .query: "The compiler was asked about itself."
        case .configureProbe:
            "A configure step waits for each of its tiny compiles, which the network only slows."
        case .linkStep: "Linking needs the objects, libraries and linker of this machine."
        case .compileAndLink: "One command compiles and links, and the link has to happen here."
        case .preprocessOnly: "Only preprocessing was asked for, which reads this machine's headers."
        case .syntaxOnly: "Only messages were asked for, and a volunteer's would differ."
        case .unknownCompiler: "The program is no gcc or clang whose options are known."
        case .disabled: "Distribution is switched off in this command's environment."
        case .fakeroot: "The command runs under fakeroot."
        case .fakechroot: "The command runs under fakechroot, where paths are not what they seem."
        case .foreignPreload: "LD_PRELOAD loads a library into the compiler that volunteers do not have."
        case .compilerEnvironment:
            "An environment variable changes which programs or options the compiler uses."
        case .dependenciesEnvironment: "DEPENDENCIES_OUTPUT or SUNPRO_DEPENDENCIES asks for a second depfile."
        case .responseFile: "A response file (@file) cannot be read, or compilers read it differently."
        case .noInput: "The command names no source to compile."
        case .standardInput: "The source comes from standard input, which can be read only once."
        case .severalInputs: "The command compiles several sources at once."
        case .assemblerSource: "Stock volunteers do not take assembler sources."
        case .languageNotSupported: "The source is neither C, C++ nor Objective-C."
        case .precompiledHeader:
            "A precompiled header is made or used, which fits one compiler on one machine."
        case .modules: "C++ or clang modules are made or used, which volunteers do not have."
        case .standardOutput: "The result goes to standard output."
        case .severalOutputs: "The command names more than one output."
        case .outputNotRegular: "The output is a device, a directory or nothing at all."
        case .ambiguousDepfile: "It is not certain where the dependency file goes or what it will say."
        case .nativeUnresolved: "-march=native and its like mean another CPU on a volunteer."
        case .gccPlugin: "A GCC plugin is loaded into the compiler, which volunteers refuse."
        case .plugin: "A plugin is loaded into clang, which volunteers refuse."
        case .specs: "A specs file replaces the driver's rules, which volunteers refuse."
        case .otherTools: "The compiler's own programs are taken from another place or wrapped."
        case .configFile: "A clang configuration file adds options that volunteers do not have."
        case .extraInputFile: "The compile reads a further file (ignore list, symbol list …) that stays here."
        case .profile: "Profile data is read, or its path is written into the object."
        case .coverage: "Coverage writes further files and the paths of this machine."
        case .splitDwarf:
            "Split debug information is a second output (.dwo), which the protocol cannot return."
        case .stackUsage: "Stack usage or call graph files are further outputs."
        case .saveTemps: "Intermediate files are to be kept."
        case .compilerDump: "The compiler's internal dumps are further outputs."
        case .timeTrace: "A time trace is a further output, and about the machine that compiles."
        case .optimizationRecord: "An optimisation record is a further output."
        case .diagnosticsFile: "Messages are written to a file or in a form for programs."
        case .compilationDatabase: "A piece of a compilation database is a further output."
        case .auxInfo: "Prototypes are written to a further file."
        case .assemblerOption: "The assembler is told to read or write further files."
        case .characterSet:
            "Characters are translated between sets, which preprocessed text would undergo twice."
        case .templateRepository: "The template repository (.rpo) is a further output."
        case .preprocessorMode: "An option changes what preprocessing means, so that it cannot be split off."
        case .severalArchitectures: "One command compiles for several architectures."
        case .offloading: "Code for an accelerator is compiled along with the object."
        case .recordsCommandLine: "The command line is written into the output and would differ."
        case .intermediateOutput: "The output is neither an object nor assembly."
        case .sourceColumns: "Columns of the source become data in the object; preprocessed text has others."
        case .needsSource: "Messages are to quote or patch the source, which stays here."
        case .statistics: "The compiler is to report on this very run."
        case .frontendOption: "An option goes past clang's driver, and its effect elsewhere is not known."
        case .workingDirectory: "An option changes what relative paths mean."
        case .unknownOption: "An option is not known, nor how many words it takes."
        case .unknownOptionWithPath: "An option that is not known names a path, perhaps of a file to read."
        case .exactBytes: "DISTMAKE_EXACT=1 asks for debug information and LTO objects of this very source."
        case .quirk: "A quirk of the package keeps this file here."
        case .shippedFiles:
            "A quirk says which further files this compile reads, and no volunteer takes them (`,cpp`)."
        case .jobMode: "A quirk says how jobs of this package are sent, and no volunteer takes them that way."
        case .toolchainDiffers: "No volunteer has a compiler that makes the same objects as the one here."
        case .toolchainBuild:
            "The code of -flto fits one build of the compiler, and no volunteer has the one of here."
        case .includedBinary: "Inline assembly includes a file (.incbin, .include) that stays here."
        }
    }

    /// What would let such jobs out; `nil` where nothing would, or nothing should.
    public var advice: String? {
        switch self {
        case .disabled: "Unset DISTCC_DISABLE and DISTMAKE_DISABLE."
        case .foreignPreload: "Unset LD_PRELOAD for the build."
        case .compilerEnvironment: "Unset GCC_EXEC_PREFIX, COMPILER_PATH and clang's CC_ and CCC_ variables."
        case .dependenciesEnvironment: "Use -MD instead of DEPENDENCIES_OUTPUT."
        case .compileAndLink: "Compile with -c and link in a second command."
        case .severalInputs: "Compile each source in a command of its own."
        case .nativeUnresolved: "Name the CPU: distmake --resolve-native prints and uses the flags."
        case .precompiledHeader: "Build without precompiled headers (-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON)."
        case .modules: "Build without modules (-DCMAKE_CXX_SCAN_FOR_MODULES=OFF where none are used)."
        case .splitDwarf: "Build without -gsplit-dwarf."
        case .saveTemps: "Build without -save-temps."
        case .timeTrace: "Build without -ftime-trace."
        case .gccPlugin:
            "Build without GCC plugins; in kernels --quirk linux-gcc-plugins does that, "
                + "see distmake quirks show linux-gcc-plugins."
        case .plugin: "Build without compiler plugins, if the package allows it."
        case .extraInputFile: "Build without ignore and symbol lists, if the package allows it."
        case .profile: "Build without profile-guided optimisation, if the package allows it."
        case .coverage: "Build without coverage."
        case .characterSet: "Keep the sources in UTF-8 and drop the character set options."
        case .recordsCommandLine:
            "Build without -frecord-gcc-switches, or -fverbose-asm where assembly is written."
        case .exactBytes: "Unset DISTMAKE_EXACT: code and data are equal without it too."
        case .sourceColumns:
            "Build without -fsanitize=undefined or address, if they were not meant for the package."
        case .toolchainDiffers, .toolchainBuild:
            "Install the compiler of this machine on the volunteers, or accept theirs: DISTMAKE_ACCEPT_TOOLCHAIN=HOST."
        case .statistics: "Build without -v, -ftime-report and their like."
        case .compilationDatabase: "Let the build tool write compile_commands.json instead of -MJ."
        default: nil
        }
    }
}
