/// Writes one tensor as neighbouring pieces of each run of another, or the other way round.
///
/// - Parameters:
///   - turns: How many runs there are.
///   - count: The elements of a piece.
///   - sourceStep: The elements from one piece to the next in the source.
///   - targetStep: The elements from one piece to the next in the target.
func copyPieces<Element>(
  turns: Int, count: Int, sourceStep: Int, targetStep: Int, _ source: UnsafePointer<Element>,
  into target: UnsafeMutablePointer<Element>
) {
  for turn in 0..<turns {
    (target + turn * targetStep).update(from: source + turn * sourceStep, count: count)
  }
}
