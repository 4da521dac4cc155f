import ByteStrings

/// What drivers wrote on stderr for `NativeQuery`, on an AMD EPYC of the Zen 5 family under a hypervisor (Debian 12,
/// gcc 12.2, clang 14.0.6: neither knows that CPU by name, so both state it feature by feature). Lines about
/// the configuration are cut. The AArch64 rows are the same drivers' cross compilers, told the CPU by name, which
/// is what `native` becomes on such a machine before the command is made.
///
/// Lines ending in `\#` go on in the next one.
enum DriverOutputs {
    struct Row: Sendable {
        var name: String
        var output: ByteString
        var asked: ByteString
        /// `nil`: no replacement can be given.
        var flags: ByteString?
    }

    static let all: [Row] = [
        Row(
            name: "gcc 12, -march=native", output: gccArchitecture, asked: "-march=native",
            flags: #"""
                -march=znver3 -mmmx -mpopcnt -msse -msse2 -msse3 -mssse3 -msse4.1 -msse4.2 -mavx -mavx2 \#
                -msse4a -mno-fma4 -mno-xop -mfma -mavx512f -mbmi -mbmi2 -maes -mpclmul -mavx512vl -mavx512bw \#
                -mavx512dq -mavx512cd -mno-avx512er -mno-avx512pf -mavx512vbmi -mavx512ifma \#
                -mno-avx5124vnniw -mno-avx5124fmaps -mavx512vpopcntdq -mavx512vbmi2 -mgfni -mvpclmulqdq \#
                -mavx512vnni -mavx512bitalg -mavx512bf16 -mavx512vp2intersect -mno-3dnow -madx -mabm \#
                -mno-cldemote -mclflushopt -mclwb -mclzero -mcx16 -mno-enqcmd -mf16c -mfsgsbase -mfxsr \#
                -mno-hle -msahf -mno-lwp -mlzcnt -mmovbe -mno-movdir64b -mno-movdiri -mno-mwaitx \#
                -mno-pconfig -mno-pku -mno-prefetchwt1 -mprfchw -mno-ptwrite -mrdpid -mrdrnd -mrdseed \#
                -mno-rtm -mno-serialize -mno-sgx -msha -mshstk -mno-tbm -mno-tsxldtrk -mvaes -mno-waitpkg \#
                -mno-wbnoinvd -mxsave -mxsavec -mxsaveopt -mxsaves -mno-amx-tile -mno-amx-int8 -mno-amx-bf16 \#
                -mno-uintr -mno-hreset -mno-kl -mno-widekl -mavxvnni -mno-avx512fp16 \#
                --param=l1-cache-size=48 --param=l1-cache-line-size=64 --param=l2-cache-size=1024 \#
                -mtune=znver3
                """#),
        Row(
            name: "gcc 12, -mtune=native", output: gccTuning, asked: "-mtune=native",
            flags: #"""
                --param=l1-cache-size=48 --param=l1-cache-line-size=64 --param=l2-cache-size=1024 \#
                -mtune=znver3
                """#),
        Row(
            name: "gcc 12, tuning named, 32-bit", output: gccWordSize,
            asked: "-march=native -mtune=generic -m32",
            flags: #"""
                -march=znver3 -mmmx -mpopcnt -msse -msse2 -msse3 -mssse3 -msse4.1 -msse4.2 -mavx -mavx2 \#
                -msse4a -mno-fma4 -mno-xop -mfma -mavx512f -mbmi -mbmi2 -maes -mpclmul -mavx512vl -mavx512bw \#
                -mavx512dq -mavx512cd -mno-avx512er -mno-avx512pf -mavx512vbmi -mavx512ifma \#
                -mno-avx5124vnniw -mno-avx5124fmaps -mavx512vpopcntdq -mavx512vbmi2 -mgfni -mvpclmulqdq \#
                -mavx512vnni -mavx512bitalg -mavx512bf16 -mavx512vp2intersect -mno-3dnow -madx -mabm \#
                -mno-cldemote -mclflushopt -mclwb -mclzero -mcx16 -mno-enqcmd -mf16c -mfsgsbase -mfxsr \#
                -mno-hle -msahf -mno-lwp -mlzcnt -mmovbe -mno-movdir64b -mno-movdiri -mno-mwaitx \#
                -mno-pconfig -mno-pku -mno-prefetchwt1 -mprfchw -mno-ptwrite -mrdpid -mrdrnd -mrdseed \#
                -mno-rtm -mno-serialize -mno-sgx -msha -mshstk -mno-tbm -mno-tsxldtrk -mvaes -mno-waitpkg \#
                -mno-wbnoinvd -mxsave -mxsavec -mxsaveopt -mxsaves -mno-amx-tile -mno-amx-int8 -mno-amx-bf16 \#
                -mno-uintr -mno-hreset -mno-kl -mno-widekl -mavxvnni -mno-avx512fp16
                """#),
        Row(
            name: "gcc 12, x86: -mcpu is -mtune", output: gccOldCpu, asked: "-mcpu=native",
            flags: #"""
                --param=l1-cache-size=48 --param=l1-cache-line-size=64 --param=l2-cache-size=1024 \#
                -mtune=znver3
                """#),
        Row(
            name: "clang 14, -march=native", output: clangArchitecture, asked: "-march=native",
            flags: #"""
                -march=x86-64 -mno-avx512pf -mno-tsxldtrk -mcx16 -msahf -mno-tbm -mavx512ifma -msha -mcrc32 \#
                -mno-fma4 -mvpclmulqdq -mprfchw -mbmi2 -mno-cldemote -mfsgsbase -mno-ptwrite -mno-amx-tile \#
                -mno-uintr -mgfni -mpopcnt -mno-widekl -maes -mavx512bitalg -mno-movdiri -mxsaves \#
                -mno-avx512er -mavxvnni -mno-avx512fp16 -mavx512vnni -mno-amx-bf16 -mavx512vpopcntdq \#
                -mno-pconfig -mclwb -mavx512f -mxsavec -mclzero -mno-pku -mmmx -mno-lwp -mrdpid -mno-xop \#
                -mrdseed -mno-waitpkg -mno-kl -mno-movdir64b -msse4a -mavx512bw -mclflushopt -mxsave \#
                -mavx512vbmi2 -mavx512vl -mno-serialize -mno-hreset -minvpcid -mavx512cd -mavx -mvaes \#
                -mavx512bf16 -mfma -mno-rtm -mbmi -mno-enqcmd -mrdrnd -mno-mwaitx -msse4.1 -msse4.2 -mavx2 \#
                -mfxsr -mno-wbnoinvd -msse -mlzcnt -mpclmul -mno-prefetchwt1 -mf16c -mssse3 -mno-sgx -mshstk \#
                -mavx512vbmi -mno-amx-int8 -mmovbe -mavx512vp2intersect -mxsaveopt -mavx512dq -msse2 -madx \#
                -msse3
                """#),
        Row(
            name: "clang 14, -mtune=native", output: clangTuning, asked: "-mtune=native",
            flags: #"""
                -mtune=generic
                """#),
        Row(
            name: "gcc 12, AArch64, -mcpu=native", output: gccArm, asked: "-mcpu=native",
            flags: #"""
                -mcpu=neoverse-n1+crypto
                """#),
        Row(
            name: "gcc 12, AArch64, -march and -mtune", output: gccArmArchitecture,
            asked: "-march=native -mtune=native",
            flags: #"""
                -march=armv8.2-a+crypto+fp16 -mtune=cortex-a76
                """#),
        Row(
            name: "clang 14, AArch64, a CPU without its cryptography", output: clangArm,
            asked: "-mcpu=native",
            flags: #"""
                -mcpu=neoverse-n1+nocrypto+nosha2+noaes+nosm4+nosha3
                """#),
        Row(
            name: "clang 14, AArch64, -march=native", output: clangArm, asked: "-march=native",
            flags: nil),
    ]

    /// `gcc -march=native`
    static let gccArchitecture: ByteString = #"""
        gcc version 12.2.0 (Debian 12.2.0-14+deb12u1) 
        COLLECT_GCC=gcc
         /usr/lib/gcc/x86_64-linux-gnu/12/cc1 -quiet -imultiarch x86_64-linux-gnu /dev/null \#
        "-march=znver3" -mmmx -mpopcnt -msse -msse2 -msse3 -mssse3 -msse4.1 -msse4.2 -mavx -mavx2 \#
        -msse4a -mno-fma4 -mno-xop -mfma -mavx512f -mbmi -mbmi2 -maes -mpclmul -mavx512vl -mavx512bw \#
        -mavx512dq -mavx512cd -mno-avx512er -mno-avx512pf -mavx512vbmi -mavx512ifma \#
        -mno-avx5124vnniw -mno-avx5124fmaps -mavx512vpopcntdq -mavx512vbmi2 -mgfni -mvpclmulqdq \#
        -mavx512vnni -mavx512bitalg -mavx512bf16 -mavx512vp2intersect -mno-3dnow -madx -mabm \#
        -mno-cldemote -mclflushopt -mclwb -mclzero -mcx16 -mno-enqcmd -mf16c -mfsgsbase -mfxsr \#
        -mno-hle -msahf -mno-lwp -mlzcnt -mmovbe -mno-movdir64b -mno-movdiri -mno-mwaitx \#
        -mno-pconfig -mno-pku -mno-prefetchwt1 -mprfchw -mno-ptwrite -mrdpid -mrdrnd -mrdseed \#
        -mno-rtm -mno-serialize -mno-sgx -msha -mshstk -mno-tbm -mno-tsxldtrk -mvaes -mno-waitpkg \#
        -mno-wbnoinvd -mxsave -mxsavec -mxsaveopt -mxsaves -mno-amx-tile -mno-amx-int8 -mno-amx-bf16 \#
        -mno-uintr -mno-hreset -mno-kl -mno-widekl -mavxvnni -mno-avx512fp16 --param \#
        "l1-cache-size=48" --param "l1-cache-line-size=64" --param "l2-cache-size=1024" \#
        "-mtune=znver3" -quiet -dumpbase null -o /dev/null -fasynchronous-unwind-tables

        """#

    /// `gcc -mtune=native`
    static let gccTuning: ByteString = #"""
        gcc version 12.2.0 (Debian 12.2.0-14+deb12u1) 
        COLLECT_GCC=gcc
         /usr/lib/gcc/x86_64-linux-gnu/12/cc1 -quiet -imultiarch x86_64-linux-gnu /dev/null --param \#
        "l1-cache-size=48" --param "l1-cache-line-size=64" --param "l2-cache-size=1024" \#
        "-mtune=znver3" -quiet -dumpbase null "-march=x86-64" -o /dev/null \#
        -fasynchronous-unwind-tables

        """#

    /// `gcc -march=native -mtune=generic -m32`
    static let gccWordSize: ByteString = #"""
        gcc version 12.2.0 (Debian 12.2.0-14+deb12u1) 
        COLLECT_GCC=gcc
         /usr/lib/gcc/x86_64-linux-gnu/12/cc1 -quiet -imultilib 32 -imultiarch i386-linux-gnu \#
        /dev/null "-march=znver3" -mmmx -mpopcnt -msse -msse2 -msse3 -mssse3 -msse4.1 -msse4.2 -mavx \#
        -mavx2 -msse4a -mno-fma4 -mno-xop -mfma -mavx512f -mbmi -mbmi2 -maes -mpclmul -mavx512vl \#
        -mavx512bw -mavx512dq -mavx512cd -mno-avx512er -mno-avx512pf -mavx512vbmi -mavx512ifma \#
        -mno-avx5124vnniw -mno-avx5124fmaps -mavx512vpopcntdq -mavx512vbmi2 -mgfni -mvpclmulqdq \#
        -mavx512vnni -mavx512bitalg -mavx512bf16 -mavx512vp2intersect -mno-3dnow -madx -mabm \#
        -mno-cldemote -mclflushopt -mclwb -mclzero -mcx16 -mno-enqcmd -mf16c -mfsgsbase -mfxsr \#
        -mno-hle -msahf -mno-lwp -mlzcnt -mmovbe -mno-movdir64b -mno-movdiri -mno-mwaitx \#
        -mno-pconfig -mno-pku -mno-prefetchwt1 -mprfchw -mno-ptwrite -mrdpid -mrdrnd -mrdseed \#
        -mno-rtm -mno-serialize -mno-sgx -msha -mshstk -mno-tbm -mno-tsxldtrk -mvaes -mno-waitpkg \#
        -mno-wbnoinvd -mxsave -mxsavec -mxsaveopt -mxsaves -mno-amx-tile -mno-amx-int8 -mno-amx-bf16 \#
        -mno-uintr -mno-hreset -mno-kl -mno-widekl -mavxvnni -mno-avx512fp16 -quiet -dumpbase null \#
        "-mtune=generic" -m32 -o /dev/null -fasynchronous-unwind-tables

        """#

    /// `gcc -mcpu=native`
    static let gccOldCpu: ByteString = #"""
        gcc version 12.2.0 (Debian 12.2.0-14+deb12u1) 
        COLLECT_GCC=gcc
         /usr/lib/gcc/x86_64-linux-gnu/12/cc1 -quiet -imultiarch x86_64-linux-gnu /dev/null --param \#
        "l1-cache-size=48" --param "l1-cache-line-size=64" --param "l2-cache-size=1024" \#
        "-mtune=znver3" -quiet -dumpbase null "-march=x86-64" -o /dev/null \#
        -fasynchronous-unwind-tables

        """#

    /// `clang -march=native`
    static let clangArchitecture: ByteString = #"""
        Debian clang version 14.0.6
         (in-process)
         "/usr/lib/llvm-14/bin/clang" "-cc1" "-triple" "x86_64-pc-linux-gnu" "-S" "-disable-free" \#
        "-clear-ast-before-backend" "-disable-llvm-verifier" "-discard-value-names" \#
        "-main-file-name" "null" "-mrelocation-model" "pic" "-pic-level" "2" "-pic-is-pie" \#
        "-mframe-pointer=all" "-fmath-errno" "-ffp-contract=on" "-fno-rounding-math" \#
        "-mconstructor-aliases" "-funwind-tables=2" "-target-cpu" "x86-64" "-target-feature" \#
        "-avx512pf" "-target-feature" "-tsxldtrk" "-target-feature" "+cx16" "-target-feature" \#
        "+sahf" "-target-feature" "-tbm" "-target-feature" "+avx512ifma" "-target-feature" "+sha" \#
        "-target-feature" "+crc32" "-target-feature" "-fma4" "-target-feature" "+vpclmulqdq" \#
        "-target-feature" "+prfchw" "-target-feature" "+bmi2" "-target-feature" "-cldemote" \#
        "-target-feature" "+fsgsbase" "-target-feature" "-ptwrite" "-target-feature" "-amx-tile" \#
        "-target-feature" "-uintr" "-target-feature" "+gfni" "-target-feature" "+popcnt" \#
        "-target-feature" "-widekl" "-target-feature" "+aes" "-target-feature" "+avx512bitalg" \#
        "-target-feature" "-movdiri" "-target-feature" "+xsaves" "-target-feature" "-avx512er" \#
        "-target-feature" "+avxvnni" "-target-feature" "-avx512fp16" "-target-feature" "+avx512vnni" \#
        "-target-feature" "-amx-bf16" "-target-feature" "+avx512vpopcntdq" "-target-feature" \#
        "-pconfig" "-target-feature" "+clwb" "-target-feature" "+avx512f" "-target-feature" \#
        "+xsavec" "-target-feature" "+clzero" "-target-feature" "-pku" "-target-feature" "+mmx" \#
        "-target-feature" "-lwp" "-target-feature" "+rdpid" "-target-feature" "-xop" \#
        "-target-feature" "+rdseed" "-target-feature" "-waitpkg" "-target-feature" "-kl" \#
        "-target-feature" "-movdir64b" "-target-feature" "+sse4a" "-target-feature" "+avx512bw" \#
        "-target-feature" "+clflushopt" "-target-feature" "+xsave" "-target-feature" "+avx512vbmi2" \#
        "-target-feature" "+64bit" "-target-feature" "+avx512vl" "-target-feature" "-serialize" \#
        "-target-feature" "-hreset" "-target-feature" "+invpcid" "-target-feature" "+avx512cd" \#
        "-target-feature" "+avx" "-target-feature" "+vaes" "-target-feature" "+avx512bf16" \#
        "-target-feature" "+cx8" "-target-feature" "+fma" "-target-feature" "-rtm" "-target-feature" \#
        "+bmi" "-target-feature" "-enqcmd" "-target-feature" "+rdrnd" "-target-feature" "-mwaitx" \#
        "-target-feature" "+sse4.1" "-target-feature" "+sse4.2" "-target-feature" "+avx2" \#
        "-target-feature" "+fxsr" "-target-feature" "-wbnoinvd" "-target-feature" "+sse" \#
        "-target-feature" "+lzcnt" "-target-feature" "+pclmul" "-target-feature" "-prefetchwt1" \#
        "-target-feature" "+f16c" "-target-feature" "+ssse3" "-target-feature" "-sgx" \#
        "-target-feature" "+shstk" "-target-feature" "+cmov" "-target-feature" "+avx512vbmi" \#
        "-target-feature" "-amx-int8" "-target-feature" "+movbe" "-target-feature" \#
        "+avx512vp2intersect" "-target-feature" "+xsaveopt" "-target-feature" "+avx512dq" \#
        "-target-feature" "+sse2" "-target-feature" "+adx" "-target-feature" "+sse3" "-mllvm" \#
        "-treat-scalable-fixed-error-as-warning" "-debugger-tuning=gdb" \#
        "-fcoverage-compilation-dir=/tmp" "-resource-dir" "/usr/lib/llvm-14/lib/clang/14.0.6" \#
        "-internal-isystem" "/usr/lib/llvm-14/lib/clang/14.0.6/include" "-internal-isystem" \#
        "/usr/local/include" "-internal-isystem" \#
        "/usr/bin/../lib/gcc/x86_64-linux-gnu/12/../../../../x86_64-linux-gnu/include" \#
        "-internal-externc-isystem" "/usr/include/x86_64-linux-gnu" "-internal-externc-isystem" \#
        "/include" "-internal-externc-isystem" "/usr/include" "-fdebug-compilation-dir=/tmp" \#
        "-ferror-limit" "19" "-fgnuc-version=4.2.1" "-faddrsig" "-D__GCC_HAVE_DWARF2_CFI_ASM=1" "-o" \#
        "/dev/null" "-x" "c" "/dev/null"

        """#

    /// `clang -mtune=native`
    static let clangTuning: ByteString = #"""
        Debian clang version 14.0.6
         (in-process)
         "/usr/lib/llvm-14/bin/clang" "-cc1" "-triple" "x86_64-pc-linux-gnu" "-S" "-disable-free" \#
        "-clear-ast-before-backend" "-disable-llvm-verifier" "-discard-value-names" \#
        "-main-file-name" "null" "-mrelocation-model" "pic" "-pic-level" "2" "-pic-is-pie" \#
        "-mframe-pointer=all" "-fmath-errno" "-ffp-contract=on" "-fno-rounding-math" \#
        "-mconstructor-aliases" "-funwind-tables=2" "-target-cpu" "x86-64" "-tune-cpu" "generic" \#
        "-mllvm" "-treat-scalable-fixed-error-as-warning" "-debugger-tuning=gdb" \#
        "-fcoverage-compilation-dir=/tmp" "-resource-dir" "/usr/lib/llvm-14/lib/clang/14.0.6" \#
        "-internal-isystem" "/usr/lib/llvm-14/lib/clang/14.0.6/include" "-internal-isystem" \#
        "/usr/local/include" "-internal-isystem" \#
        "/usr/bin/../lib/gcc/x86_64-linux-gnu/12/../../../../x86_64-linux-gnu/include" \#
        "-internal-externc-isystem" "/usr/include/x86_64-linux-gnu" "-internal-externc-isystem" \#
        "/include" "-internal-externc-isystem" "/usr/include" "-fdebug-compilation-dir=/tmp" \#
        "-ferror-limit" "19" "-fgnuc-version=4.2.1" "-faddrsig" "-D__GCC_HAVE_DWARF2_CFI_ASM=1" "-o" \#
        "/dev/null" "-x" "c" "/dev/null"

        """#

    /// `aarch64-linux-gnu-gcc -mcpu=neoverse-n1+crypto`
    static let gccArm: ByteString = #"""
        gcc version 12.2.0 (Debian 12.2.0-14) 
        COLLECT_GCC=aarch64-linux-gnu-gcc
         /usr/lib/gcc-cross/aarch64-linux-gnu/12/cc1 -quiet -imultiarch aarch64-linux-gnu /dev/null \#
        -quiet -dumpbase null "-mcpu=neoverse-n1+crypto" -mlittle-endian "-mabi=lp64" -o /dev/null \#
        -fasynchronous-unwind-tables

        """#

    /// `aarch64-linux-gnu-gcc -march=armv8.2-a+crypto+fp16 -mtune=cortex-a76`
    static let gccArmArchitecture: ByteString = #"""
        gcc version 12.2.0 (Debian 12.2.0-14) 
        COLLECT_GCC=aarch64-linux-gnu-gcc
         /usr/lib/gcc-cross/aarch64-linux-gnu/12/cc1 -quiet -imultiarch aarch64-linux-gnu /dev/null \#
        -quiet -dumpbase null "-march=armv8.2-a+crypto+fp16" "-mtune=cortex-a76" -mlittle-endian \#
        "-mabi=lp64" -o /dev/null -fasynchronous-unwind-tables

        """#

    /// `clang --target=aarch64-linux-gnu -mcpu=neoverse-n1+nocrypto`
    static let clangArm: ByteString = #"""
        Debian clang version 14.0.6
         (in-process)
         "/usr/lib/llvm-14/bin/clang" "-cc1" "-triple" "aarch64-unknown-linux-gnu" "-S" \#
        "-disable-free" "-clear-ast-before-backend" "-disable-llvm-verifier" "-discard-value-names" \#
        "-main-file-name" "null" "-mrelocation-model" "pic" "-pic-level" "2" "-pic-is-pie" \#
        "-mframe-pointer=non-leaf" "-fmath-errno" "-ffp-contract=on" "-fno-rounding-math" \#
        "-mconstructor-aliases" "-funwind-tables=2" "-target-cpu" "neoverse-n1" "-target-feature" \#
        "+v8.2a" "-target-feature" "+fp-armv8" "-target-feature" "+neon" "-target-feature" "+crc" \#
        "-target-feature" "+dotprod" "-target-feature" "+fullfp16" "-target-feature" "+spe" \#
        "-target-feature" "+ras" "-target-feature" "+lse" "-target-feature" "+rdm" "-target-feature" \#
        "+rcpc" "-target-feature" "+ssbs" "-target-feature" "-crypto" "-target-feature" "-sha2" \#
        "-target-feature" "-aes" "-target-feature" "-sm4" "-target-feature" "-sha3" "-target-abi" \#
        "aapcs" "-fallow-half-arguments-and-returns" "-mllvm" \#
        "-treat-scalable-fixed-error-as-warning" "-debugger-tuning=gdb" \#
        "-fcoverage-compilation-dir=/tmp" "-resource-dir" "/usr/lib/llvm-14/lib/clang/14.0.6" \#
        "-internal-isystem" "/usr/lib/llvm-14/lib/clang/14.0.6/include" "-internal-isystem" \#
        "/usr/local/include" "-internal-isystem" \#
        "/usr/bin/../lib/gcc-cross/aarch64-linux-gnu/12/../../../../aarch64-linux-gnu/include" \#
        "-internal-externc-isystem" "/include" "-internal-externc-isystem" "/usr/include" \#
        "-fdebug-compilation-dir=/tmp" "-ferror-limit" "19" "-fno-signed-char" \#
        "-fgnuc-version=4.2.1" "-target-feature" "+outline-atomics" "-faddrsig" \#
        "-D__GCC_HAVE_DWARF2_CFI_ASM=1" "-o" "/dev/null" "-x" "c" "/dev/null"

        """#
}
