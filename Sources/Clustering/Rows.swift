/// Rows of `Float` in memory, `[count, dimension]`, borrowed from their owner.
struct Rows {
  let values: UnsafeBufferPointer<Float>
  let count: Int
  let dimension: Int

  /// Returns a row.
  subscript(row: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: values[row * dimension..<(row + 1) * dimension])
  }

  /// Returns the rows of a range.
  subscript(range: Range<Int>) -> Rows {
    let part = values[range.lowerBound * dimension..<range.upperBound * dimension]
    return Rows(
      values: UnsafeBufferPointer(rebasing: part), count: range.count, dimension: dimension)
  }

  /// Returns the similarity of a row and a row of `other`, exact but for the rounding of
  /// `Similarity.average`.
  func similarity(_ row: Int, to otherRow: Int, of other: Rows) -> Double {
    Similarity.average(dot: Similarity.dot(self[row], other[otherRow]), pairs: 1)
  }
}

extension UnitVectors {
  /// Calls `body` with the vectors in memory.
  func withRows<Result>(_ body: (Rows) throws -> Result) rethrows -> Result {
    try values.withUnsafeBufferPointer {
      try body(Rows(values: $0, count: count, dimension: dimension))
    }
  }
}
