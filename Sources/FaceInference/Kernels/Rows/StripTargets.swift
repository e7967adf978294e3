internal import CKernels

/// Where the rows go that a stage makes at once: one or two, of one layout.
struct StripTargets {
  /// The first row, and the second; the same twice where there is one.
  let first: ck_target
  let second: ck_target
  /// The number of rows, 1 or 2.
  let count: Int

  /// Calls `body` with both, one after the other.
  func withPointer<Result>(_ body: (UnsafePointer<ck_target>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: ck_target.self, capacity: 2) { targets in
      targets.initializeElement(at: 0, to: first)
      targets.initializeElement(at: 1, to: second)
      guard let base = targets.baseAddress else { preconditionFailure("there are two") }
      return body(UnsafePointer(base))
    }
  }
}

extension ck_target {
  /// The target of some pixels of the same row.
  ///
  /// - Parameters:
  ///   - first: The first of them.
  ///   - width: How many there are.
  func piece(_ first: Int, width: Int) -> ck_target {
    var piece = self
    piece.width = Int32(width)
    piece.output += first * (is_half == 1 ? blockSize / 2 : blockSize)
    piece.residual = residual.map { $0 + first * blockSize }
    return piece
  }
}
