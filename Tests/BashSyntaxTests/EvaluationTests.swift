import BashSyntax
import ByteStrings
import Testing

/// What bash prints for `declare -p NAME`, or the cause where a value is dynamic; `unset` if there is none.
private func shown(_ name: ByteString, after text: ByteString, _ environment: [ByteString: ByteString] = [:])
    -> String
{
    var evaluation = Evaluation(environment: environment, unsetVariables: .empty)
    evaluation.evaluate(SyntaxTree(parsing: text), file: "f", scope: .global)
    guard let variable = evaluation[name] else { return "unset" }
    switch variable.value {
    case .scalar(let text): return text.string
    case .array(let elements):
        return "("
            + elements.sorted { $0.key < $1.key }.map { "[\($0.key)]=\($0.value)" }.joined(separator: " ")
            + ")"
    case .associative(let elements):
        return "{"
            + elements.sorted { $0.key < $1.key }.map { "[\($0.key)]=\($0.value)" }.joined(separator: " ")
            + "}"
    case .dynamic(let reason): return "?\(reason.place.position): \(reason.cause)"
    }
}

@Suite struct `Evaluation of values` {
    // Expected values are those of bash 5.2.
    @Test(arguments: [
        ("x=1", "1"),
        ("x=a; x+=b", "ab"),
        ("x='a b'\"c$y\"d", "a bcd"),
        ("y=1; x=\"${y}2$y\"", "121"),
        ("x=$'a\\tb\\x41\\''", "a\tbA'"),
        ("x=(a b 'c d')", "([0]=a [1]=b [2]=c d)"),
        ("x=(a\n # no\n b) # yes\nx+=(c)", "([0]=a [1]=b [2]=c)"),
        ("x=([3]=a b [1]=c)", "([1]=c [3]=a [4]=b)"),
        ("x[2]=a; x[0]=b", "([0]=b [2]=a)"),
        ("x=(a b c); x[-1]=d", "([0]=a [1]=b [2]=d)"),
        ("x=(a b); x=c", "([0]=c [1]=b)"),
        ("x=(a b); x+=c", "([0]=ac [1]=b)"),
        ("x=a; x+=(b)", "([0]=a [1]=b)"),
        ("x=(); unset x", "unset"),
        ("x=(a b c); unset 'x[1]'", "([0]=a [2]=c)"),
        ("declare -A x=([a]=1 ['b c']=2); x[d]=3", "{[a]=1 [b c]=2 [d]=3}"),
        ("declare -A m=([a]=1); x=${m[a]}${m[b]-none}", "1none"),
        ("declare -A m=([a]=1 [b]=2 [c]=); x=${#m[@]}${#m[*]}", "33"),
        ("declare -A m=([a]=1 [b]=); k=b; [[ -v m[a] && -v m[$k] && ! -v m[c] ]] && x=1", "1"),
        ("y=(a); y[2]=b; [[ -v y[0] && ! -v y[1] && -v y[-1] && ! -v z[0] ]] && x=1", "1"),
        ("y=b; x=(a::git+https://c/d?$y *.e)", "?1:31: pathname(*.e)"),
        (
            "x=(a::git+https://c/d?e https://f/[g] h'?'://i)",
            "([0]=a::git+https://c/d?e [1]=https://f/[g] [2]=h?://i)"
        ),
        ("shopt -s nullglob; x=(https://a/b?c)", "?1:23: pathname(https://a/b?c)"),
        ("shopt -s failglob; shopt -u failglob; x=(https://a/b?c)", "([0]=https://a/b?c)"),
        ("[ -n \"$y\" -o b = b ] && x=1", "1"), ("[ -n \"$y\" -a b = b ] || x=1", "1"),
        ("test a = b -o ! -z c -a d = d && x=1", "1"),
        ("[ -n -o -o -z \"\" ] && x=1", "?1:1: condition([ -n -o -o -z \"\" ])"),
        ("x=(a)b", "?1:1: unsupported(x=(a)b)"), ("x=(a)\r\n", "?1:1: unsupported(x=(a)\r)"),
        ("declare -i n=2+3; n+=4; x=$n", "9"),
        ("declare -u x=abc", "ABC"),
        ("f() { local y=1; x=$y; }; y=0; f; x+=$y", "10"),
        ("f() { x=\"$1-$#-$*\"; }; f a 'b c'", "a-2-a b c"),
        ("f() { local -n r=$1; r+=(b); }; x=(a); f x", "([0]=a [1]=b)"),
        ("readonly x=1; x=2", "1"),
        ("eval \"x=1; y=2\"; x+=$y", "12"),
        ("for i in a b c; do x+=$i; done", "abc"),
        ("y=2; let x=y+1 y=4; x+=$y", "34"),
        ("let 'x = 2 * 3' \"x++\"", "7"),
        ("let x=0 || x=a", "a"),
        ("for ((i = 0; i < 3; i++)); do x+=$i; done", "012"),
        ("i=3; while ((i--)); do x+=$i; done", "210"),
        ("for i in 1 2 3; do [[ $i == 2 ]] && continue; x+=$i; done", "13"),
        ("for i in 1 2 3; do [[ $i == 2 ]] && break; x+=$i; done", "1"),
        ("if [[ a == b ]]; then x=1; elif [ -n c ]; then x=2; else x=3; fi", "2"),
        ("case linux-zen in linux) x=1 ;; *-zen|*-lts) x=2 ;; *) x=3 ;; esac", "2"),
        ("case a in a) x=1 ;& b) x+=2 ;;& [a-c]) x+=3 ;; a) x+=4 ;; esac", "123"),
        ("x=1; false || x=2; true && x+=3", "23"),
        ("(x=1); x+=2", "2"),
        ("x=1; echo a | x=2", "1"),
        ("! true && x=1 || x=2", "2"),
        (": ${x:=yes}", "yes"),
        ("x=\"${y:-a b}\" ", "a b"),
        ("y=(${z:-a b}); x=${#y[@]}", "2"),
        ("y='a b'; x=($y \"$y\")", "([0]=a [1]=b [2]=a b)"),
        ("IFS=:; y=a::b; x=($y)", "([0]=a [1]= [2]=b)"),
        ("y=(a 'b c' ''); x=(\"${y[@]}\")", "([0]=a [1]=b c [2]=)"),
        ("y=(a 'b c' ''); x=(${y[@]})", "([0]=a [1]=b [2]=c)"),
        ("y=(); x=(\"${y[@]}\" \"${y[*]}\")", "([0]=)"),
        ("y=(a b); x=(\"p${y[@]}s\")", "([0]=pa [1]=bs)"),
        ("y=(a b c d); x=(\"${y[@]:1:2}\" ${#y[@]} \"${y[@]: -1}\")", "([0]=b [1]=c [2]=4 [3]=d)"),
        ("y=(a1 b2); x=(\"${y[@]/%/.sig}\")", "([0]=a1.sig [1]=b2.sig)"),
        ("y=(a b); x=\"${y[*]}\"", "a b"),
        ("y=([2]=a [5]=b); x=\"${!y[*]}\"", "2 5"),
        ("a=b; b=c; x=${!a}", "c"),
        ("y=1.2.3; x=${y%.*}-${y%%.*}-${y#*.}-${y##*.}", "1.2-1-2.3-3"),
        ("y=1.2.3; x=${y//./_}${y/./-}${y/#1/a}${y/%3/b}", "1_2_31-2.3a.2.31.2.b"),
        ("y=1.2.3; x=${y//[.2]}", "13"),
        ("y=abc; x=${y/b/[&]}${y/b/\"&\"}", "a[b]ca&c"),
        ("y=a/b/c; x=${y//\\//-}", "a-b-c"),
        ("y=Abc; x=${y^^}${y,,}${y,}${y^}", "ABCabcabcAbc"),
        ("y=abcdef; x=${y:2}-${y:1:2}-${y: -2}-${y:1:-1}", "cdef-bc-ef-bcde"),
        ("y=abc; x=${#y}", "3"),
        ("y=a.b; x=${y/+([a-z])./}", "a.b"),
        ("shopt -s extglob\ny=a.b; x=${y/+([a-z])./}", "b"),
        ("x=$((2 ** 3 + 0x10 / 3 % 4 - (1 < 2 ? 5 : 6)))", "4"),
        ("y=3; x=$((y * y + $y)); ((x += 2, x++))", "15"),
        ("x=({a,b}{1..3})", "([0]=a1 [1]=a2 [2]=a3 [3]=b1 [4]=b2 [5]=b3)"),
        ("y=v; x=(http://h/$y.tar{,.sig})", "([0]=http://h/v.tar [1]=http://h/v.tar.sig)"),
        (
            "x=({08..10} {c..a} {x} {1..10..5} a{b,{c,d}}e)",
            "([0]=08 [1]=09 [2]=10 [3]=c [4]=b [5]=a [6]={x} [7]=1 [8]=6 [9]=abe [10]=ace [11]=ade)"
        ),
        ("x={a,b}", "{a,b}"),
        ("x=\"{a,b}\"", "{a,b}"),
        ("HOME=/h; x=~/a", "/h/a"),
        ("x=(https://h/a?b=c !strip)", "([0]=https://h/a?b=c [1]=!strip)"),
        ("set -- a b; x=$2", "b"),
        ("x=\"a\\\nb\\$c\\d\"", "ab$c\\d"),
        ("y=5; [[ $y -gt 4 && ! -z $y ]] && x=yes", "yes"),
        ("[[ libfoo == lib* && abc == @(abc|d) && 'a*' == a\\* ]] && x=yes", "yes"),
        ("x=a$(", "?1:4: commandSubstitution($()"),
    ])
    func `are those of bash`(text: ByteString, want: String) {
        #expect(shown("x", after: text) == want, "\(text)")
    }

    @Test(arguments: [
        ("x=$(date)", "?1:3: commandSubstitution($(date))"),
        ("y=`date`; x=a$y", "?1:3: commandSubstitution(`date`)"),
        ("x=(a *.patch)", "?1:6: pathname(*.patch)"),
        ("x=1; foo && x=2", "?1:6: condition(foo)"),
        ("if foo; then x=1; else x=2; fi", "?1:4: condition(foo)"),
        ("if foo; then x=1; else x=1; fi", "1"),
        ("case $(foo) in a) x=1;; *) x=1;; esac", "1"),
        ("case $(foo) in a) x=1;; esac", "?1:6: commandSubstitution($(foo))"),
        ("x=1; while foo; do x+=a; done", "?1:12: condition(foo)"),
        ("y=1; for i in $(ls); do y=$x; x=$i; done; x=$y", "?1:15: commandSubstitution($(ls))"),
        ("foo || exit 1; x=1", "1"),
        ("f() { foo && return; x=1; }; x=0; f", "?1:7: condition(foo)"),
        ("for i in a b; do foo && break; y=$i; done; x=1", "1"),
        ("source other; x=$y", "?1:1: unreadable(other)"),
        ("x=1; source other", "?1:6: unreadable(other)"),
        ("eval \"$(foo)\"; x=2", "2"),
        ("x=1; eval \"$(foo)\"", "?1:12: commandSubstitution($(foo))"),
        ("f() { :; }; x=$(declare -f f)", "?1:15: commandSubstitution($(declare -f f))"),
        ("f() { :; }; eval \"x='$(declare -f f)'\"", "?1:13: unsupported(eval \"x='$(declare -f f)'\")"),
        ("x=$RANDOM", "?1:3: unknownVariable(RANDOM)"),
        ("read x <<< a", "?1:1: command(read)"),
        ("mapfile -t x < f", "?1:1: command(mapfile)"),
        ("printf -v x %s a", "?1:1: command(printf)"),
        ("x=(a); ((x = RANDOM))", "?1:10: unknownVariable(RANDOM)"),
        ("[[ a =~ b ]] && x=1", "?1:4: condition(a =~ b)"),
        ("y=é; x=${#y}", "?1:9: unsupported(${#y})"),
        ("foo | x=1; x=2", "2"),
        ("declare -A m=([a]=1 [b]=2); x=(${m[@]})", "?1:32: unsupported(${m[@]})"),
    ])
    func `that need more than the text are dynamic, with reason and place`(text: ByteString, want: String) {
        #expect(shown("x", after: text) == want, "\(text)")
    }
}

@Suite struct `Evaluation of files` {
    private let first = SyntaxTree(parsing: "CFLAGS=\"-O2\"\nMAKEFLAGS=-j2\n\nBUILDENV=(!distcc color)\n")
    private let second = SyntaxTree(parsing: "CFLAGS+=\" -g\"\nBUILDENV+=(distcc)\nunset MAKEFLAGS\n")

    @Test func `later files win, and each change has its file and line`() {
        var evaluation = Evaluation(environment: ["PKGDEST": "/p"])
        evaluation.evaluate(first, file: "/etc/makepkg.conf")
        evaluation.evaluate(second, file: "user.conf")
        #expect(evaluation["CFLAGS"]?.value == .scalar("-O2 -g"))
        #expect(evaluation["CFLAGS"]?.assignedAt?.description == "/etc/makepkg.conf:1")
        #expect(evaluation["CFLAGS"]?.appendedAt.map(\.description) == ["user.conf:1"])
        #expect(evaluation["BUILDENV"]?.value.elements == ["!distcc", "color", "distcc"])
        #expect(evaluation["MAKEFLAGS"] == nil)
        #expect(evaluation["PKGDEST"]?.assignedAt == nil)
        #expect(evaluation["PKGDEST"]?.isExported == true)
    }

    @Test func `a sourced file is followed if its text is given`() {
        var evaluation = Evaluation { $0 == "/etc/makepkg.conf" ? "CFLAGS=-O3\n" : nil }
        evaluation.evaluate(SyntaxTree(parsing: "source /etc/makepkg.conf\nCFLAGS+=\" -g\""), file: "c")
        #expect(evaluation["CFLAGS"]?.value == .scalar("-O3 -g"))
        #expect(evaluation["CFLAGS"]?.assignedAt?.description == "/etc/makepkg.conf:1")
        #expect(evaluation.taint == nil)
    }

    @Test func `declare at the top of a sourced file sets nothing that lasts`() {
        var evaluation = Evaluation(unsetVariables: .empty)
        let tree = SyntaxTree(parsing: "declare x=1; y=$x; declare -g z=2")
        evaluation.evaluate(tree, file: "c")
        #expect(evaluation["x"] == nil)
        #expect(evaluation["y"]?.value == .scalar("1"))
        #expect(evaluation["z"]?.value == .scalar("2"))
    }

    @Test func `a variable nobody mentioned is dynamic unless the environment is complete`() {
        var partial = Evaluation()
        partial.evaluate(SyntaxTree(parsing: "x=$y"), file: "c")
        #expect(partial["x"]?.value.dynamic?.cause == .unknownVariable("y"))
        partial.set("y", to: nil)
        partial.evaluate(SyntaxTree(parsing: "x=$y"), file: "c")
        #expect(partial["x"]?.value == .scalar(""))
    }

    @Test func `functions have a name, a place and a body`() throws {
        let text: ByteString =
            "a=1\nbuild() {\n  make\n}\nfunction package_x-y { :; }\nfoo && check() { :; }\n"
        var evaluation = Evaluation()
        let tree = SyntaxTree(parsing: text)
        evaluation.evaluate(tree, file: "PKGBUILD")
        #expect(Set(evaluation.functions.keys) == ["build", "package_x-y", "check"])
        let build = try #require(evaluation.functions["build"])
        #expect(build.place.line == 2)
        #expect(ByteString(text.bytes[try #require(build.bodyRange)]) == "{\n  make\n}")
        #expect(!build.isConditional)
        #expect(evaluation.functions["check"]?.isConditional == true)
    }

    @Test(arguments: [
        "while :; do :; done", "f() { f; f; }; f", "x=a; for ((;;)); do x+=$x; done", "f() { eval f; }; f",
        "x={1..99999999}", "y=({1..200}{1..200}{1..200})", "declare -n a=b b=a; x=$a", "x=x; y=$((x))",
        "x=$((((((1))))))", "for i in {1..9999}; do for j in {1..9999}; do :; done; done",
    ])
    func `texts without an end come to one`(text: ByteString) {
        var evaluation = Evaluation()
        evaluation.evaluate(SyntaxTree(parsing: text), file: "c")
        #expect(evaluation.variables.count < 100)
    }

    @Test func `calls from deep inside a body do not overflow the stack`() {
        let opening = String(repeating: "{ if foo; then ", count: 90)
        let closing = String(repeating: "fi; }; ", count: 90)
        var evaluation = Evaluation()
        evaluation.evaluate(
            SyntaxTree(parsing: ByteString("f() { \(opening) f; \(closing) }; f; x=1")), file: "c")
        #expect(evaluation["x"] != nil)
    }

    @Test func `no shell file of this machine stops the evaluation`() {
        for (index, file) in ShellFiles.all.enumerated() where file.bytes.count < 5_000 {
            var evaluation = Evaluation()
            evaluation.evaluate(SyntaxTree(parsing: file.bytes), file: ByteString(file.path))
            let broken = mutated(file.bytes, seed: UInt64(index))
            evaluation.evaluate(SyntaxTree(parsing: broken), file: ByteString(file.path))
        }
        #expect(ShellFiles.all.count > 40)
    }
}
