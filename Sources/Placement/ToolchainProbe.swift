public import ByteStrings
public import CompilerCommand

/// A text that two compilers turn into the same object only if they are the same for all that a package is made of.
///
/// It is preprocessed already and asks for nothing but `-O2`, so that every default that a distribution builds into its
/// compilers shows: pointers in constant tables (PIE), a call target (CET, PLT), a local array (stack protector) and
/// one of more than a page (stack clash), thread-local storage, unwinding, floating point and a loop (`-march=`), the
/// sizes and signs of types. Headers and their macros are the client's, and `-g` is each job's own.
public enum ToolchainProbe: Sendable {
    case c, cxx

    /// By what the driver compiles: `g++` gets C++.
    public init(for compiler: CompilerName) {
        self = compiler.driver == .cxx ? .cxx : .c
    }

    /// What a volunteer takes it for.
    public var sourceName: ByteString { self == .c ? "probe.c" : "probe.cpp" }

    /// The options of the compile, without those for its input and output.
    public static let options: [ByteString] = ["-O2"]

    /// `-x` for the compiler here, which is given a file with a name of our own.
    public var language: ByteString { self == .c ? "cpp-output" : "c++-cpp-output" }

    public var text: ByteString { self == .c ? Self.common : Self.common + Self.classes }

    private static let common: ByteString = """
        # 1 "probe.c"
        extern int puts(const char *);
        extern int fill(char *, int);
        extern int counter;
        extern const char *const names[2];
        const char *const names[2] = {"one", "two"};
        static __thread int calls;
        const char *name(int i) { return names[i & 1]; }
        int guarded(int n) { char room[64]; calls += fill(room, n); return room[n & 63] + counter; }
        int deep(int n) { char room[20000]; return fill(room, n) + puts(room); }
        double mean(const float *x, int n)
        {
            int i;
            double s = 0;
            for (i = 0; i < n; i++) s += (double)x[i] * 0.5;
            return n ? s / n : 0;
        }
        int sizes[] = {sizeof(long), sizeof(void *), sizeof(long double), sizeof(L'a'), (char)-1 < 0};

        """

    private static let classes: ByteString = """
        struct Guard { ~Guard(); };
        int unwound(int n) { Guard g; if (n < 0) throw n; static int first = fill(0, n); return first; }
        template <class T> T twice(T x) { return x + x; }
        template int twice<int>(int);

        """
}
