/// Compiles that Placement splits in two, with what must be equal between the plain compile and preprocessing
/// here plus `remoteArguments` there. Object, depfile and stderr are compared, and that no further `.d` appears.
///
/// Run in a directory with `files` and an empty `o`; words are split at spaces. Checked with gcc 12.2 and clang
/// 14.0 on x86-64.
struct SplitCompileCase: Sendable {
    enum Equality: Sendable {
        case everyByte
        /// After `strip -g`: columns in debug information differ.
        case withoutDebugInformation
        /// gcc streams file names and columns into LTO objects; only the linked and stripped program is equal.
        case linkedProgram
    }

    var line: String
    var equality: Equality

    init(_ line: String, _ equality: Equality) {
        self.line = line
        self.equality = equality
    }

    static let files: [String: String] = [
        "src/a.b.c": #"""
        #include <stdio.h>
        #include "h.h"
        int g(void){ printf("%s %d\n", __FILE__, __LINE__); return f(2);}

        """#,
        "src/p.cc": #"""
        #include <string>
        #include <vector>
        #include "h.h"
        static std::vector<std::string> v{"a","b"};
        std::string k(int i){ return v[i] + __FILE__; }

        """#,
        "src/m.cpp": #"""
        #include <map>
        #include <string>
        #include <iostream>
        #include <stdexcept>
        template<class T> struct S { std::map<std::string,T> m; T at(const std::string&k){ auto i=m.find(k); if(i==m.end()) throw std::runtime_error(__FILE__); return i->second; } };
        static S<int> s; struct G{G(){std::cout<<"g\n";}} g;
        int q(const char*k){ return s.at(k)+__LINE__; }
        const char *file(){ return __builtin_FILE(); }

        """#,
        "src/v.c": #"""
        #include <stdio.h>
        #include <string.h>
        #define LOOP(i,n) for (int i = 0; i < n; i++)
        float a[1024], b[1024];
        void add(int   n){ LOOP(i, n) a[i] += b[i] * 2.0f; }
        int cpy(char *d, const char *s){ char buf[32]; strcpy(buf, s); memcpy(d, buf, 32); return printf("%s:%d %s\n", __FILE__, __LINE__, __func__); }

        """#,
        "src/e.c": #"""
        int f2(int a){return a;}

        """#,
        "src/asserts.c": #"""
        #include "h.h"
        #include <assert.h>
        int z(int a){ assert(a); return f(a); }

        """#,
        "inc/h.h": #"""
        #define X 1
        static inline int f(int a){ return a+X; }

        """#,
    ]

    static let all: [SplitCompileCase] = [
        SplitCompileCase(
            "gcc -O2 -Iinc -c src/a.b.c -o o/x.o",
            .everyByte),
        SplitCompileCase(
            "gcc -Iinc -c src/asserts.c",
            .everyByte),
        SplitCompileCase(
            "gcc -MD -Iinc -c src/asserts.c -o o/y.o",
            .everyByte),
        SplitCompileCase(
            "gcc -MMD -MP -Iinc -c src/asserts.c",
            .everyByte),
        SplitCompileCase(
            "gcc -MD -MF o/f.d -Iinc -O2 -c src/v.c -o o/v.o",
            .everyByte),
        SplitCompileCase(
            "gcc -MD -MT foo -MT bar -O2 -c src/v.c -o o/v.o",
            .everyByte),
        SplitCompileCase(
            "gcc -MD -MQ a$b -O2 -c src/v.c -o o/v.o",
            .everyByte),
        SplitCompileCase(
            "gcc -Wp,-MD,o/w.d -O2 -c src/v.c -o o/v.o",
            .everyByte),
        SplitCompileCase(
            "gcc -Wp,-MMD,o/.v.o.d -Iinc -nostdinc -D__KERNEL__ -include inc/h.h -std=gnu11 "
                + "-fno-PIE -mcmodel=kernel -c -o o/k.o src/e.c",
            .everyByte),
        SplitCompileCase(
            "gcc -Wp,-MMD,o/w.d,-MT,tgt -O2 -c src/v.c -o o/v.o",
            .everyByte),
        SplitCompileCase(
            "gcc -march=x86-64 -mtune=generic -O2 -pipe -fno-plt -fexceptions "
                + "-Wp,-D_FORTIFY_SOURCE=3 -Wformat -Werror=format-security -fstack-clash-protection "
                + "-fcf-protection -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -g "
                + "-ffile-prefix-map=/x=/y -MD -MP -c src/v.c -o o/v.o",
            .withoutDebugInformation),
        SplitCompileCase(
            "g++ -march=x86-64 -mtune=generic -O2 -pipe -fno-plt -fexceptions "
                + "-Wp,-D_FORTIFY_SOURCE=3,-D_GLIBCXX_ASSERTIONS -Wformat -Werror=format-security "
                + "-fstack-clash-protection -fcf-protection -g -ffile-prefix-map=/tmp=/y -MD -MP -c "
                + "src/m.cpp -o o/m.o",
            .withoutDebugInformation),
        SplitCompileCase(
            "g++ -O3 -g3 -std=c++20 -c src/m.cpp -o o/m.o -MMD",
            .withoutDebugInformation),
        SplitCompileCase(
            "g++ -O2 -x c++ -c src/v.c -o o/vx.o -MD",
            .everyByte),
        SplitCompileCase(
            "g++ -O2 -c src/v.c -fpermissive -o o/vx.o -MD",
            .everyByte),
        SplitCompileCase(
            "g++ -O2 -x c -c src/v.c -o o/vx.o -MD",
            .everyByte),
        SplitCompileCase(
            "gcc -O2 -x c -std=c99 -c src/v.c -xnone -o o/vx.o -MD",
            .everyByte),
        SplitCompileCase(
            "gcc -O2 -S src/v.c -MD",
            .everyByte),
        SplitCompileCase(
            "gcc -O2 -S src/v.c -o o/v.s -MMD",
            .everyByte),
        SplitCompileCase(
            "gcc -O2 -frandom-seed=src/v.c -ffunction-sections -fdata-sections -fPIC -DPIC -c "
                + "src/v.c -o o/v.lo.o",
            .everyByte),
        SplitCompileCase(
            "gcc -O2 -march=x86-64-v2 -c src/v.c -o o/v.o -static -shared -L/x -Wl,-z,now -lm",
            .everyByte),
        SplitCompileCase(
            "gcc -O0 -gdwarf-4 -gz -fsanitize=thread -c src/v.c -oo/j.o -MD",
            .withoutDebugInformation),
        SplitCompileCase(
            "gcc -O2 -flto -c src/v.c -o o/l.o -frandom-seed=1",
            .linkedProgram),
        SplitCompileCase(
            "gcc -O2 -P -c src/v.c -o o/v.o",
            .everyByte),
        SplitCompileCase(
            "c++ -O2 -c src/p.cc -Iinc -o o/p.o -MD",
            .everyByte),
        SplitCompileCase(
            "clang -O2 -Iinc -c src/a.b.c -o o/x.o -MD",
            .everyByte),
        SplitCompileCase(
            "clang -Wp,-MD,o/w.d -O2 -c src/v.c -o o/v.o",
            .everyByte),
        SplitCompileCase(
            "clang -Wp,-MMD,o/w.d -O2 -c src/v.c",
            .everyByte),
        SplitCompileCase(
            "clang -O2 -g -MD -MP -c src/v.c -o o/v.o -fmacro-prefix-map=/tmp=/x",
            .withoutDebugInformation),
        SplitCompileCase(
            "clang++ -O2 -g -ffile-prefix-map=/tmp=/y -MD -MF o/zz.d -c src/m.cpp -o o/m.o",
            .withoutDebugInformation),
        SplitCompileCase(
            "clang++ -O2 -ffile-prefix-map=src=/y -c src/m.cpp -o o/m.o",
            .everyByte),
        SplitCompileCase(
            "clang -O2 -S src/v.c -MMD",
            .everyByte),
        SplitCompileCase(
            "clang -O2 -S src/v.c -o o/s.s -MMD",
            .everyByte),
        SplitCompileCase(
            "clang++ -O2 -x c -c src/v.c -o o/v.o -MD",
            .everyByte),
        SplitCompileCase(
            "clang++ -O2 -Wno-deprecated -c src/v.c -o o/v.o -MD",
            .everyByte),
        SplitCompileCase(
            "clang -O2 -Wa,--noexecstack -fPIC -fvisibility=hidden -mllvm -inline-threshold=100 "
                + "-Xclang -fno-pch-timestamp -Wp,-D_FORTIFY_SOURCE=2 -c src/v.c -o o/v.o -MD -MT x.o",
            .everyByte),
        SplitCompileCase(
            "clang++ -O2 -flto -c src/m.cpp -o o/m.o -MD",
            .everyByte),
        SplitCompileCase(
            "clang -O2 --sysroot=/ -isystem inc -iquote inc -nostdinc++ -pthread "
                + "-stdlib=libstdc++ -c src/v.c -o o/v.o -Werror -Wno-unused-command-line-argument",
            .everyByte),
    ]
}
