import BashSyntax
import ByteStrings

/// A text is taken apart without losing a byte, whatever it is, and evaluating it comes to an end.
///
/// The first byte says whether extglob is on.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let text = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let tree = SyntaxTree(parsing: text, extendedPatterns: start[0] & 1 == 1)
    precondition(tree.text.bytes == text, "the leaves joined are the input")
    var evaluation = Evaluation()
    evaluation.evaluate(tree, file: "input")
    return 0
}
