/// Vectors of unit length, one a row.
///
/// Every value is a multiple of 2⁻³⁰. That moves a value by less than a `Float` of size 2⁻⁶ is
/// precise, and makes sums of up to 2²³ vectors exact in `Double`: 30 bits behind the binary point
/// and 23 before it fill its 53. What is computed from the sum of a set of vectors therefore does
/// not depend on the order in which they were added.
public struct UnitVectors: Sendable, Equatable {
  /// The number of vectors.
  public let count: Int
  /// The length of each vector.
  public let dimension: Int
  /// The values, `[count, dimension]`.
  public let values: [Float]

  /// The most rows whose sums are exact.
  private static let rowLimit = 1 << 23

  /// Makes unit vectors of rows of any length but zero.
  ///
  /// - Parameters:
  ///   - values: The rows one after the other, `[count, dimension]`.
  ///   - dimension: The number of columns.
  /// - Throws: `ClusteringError`: a dimension below 1, a last row that is not complete, more than
  ///   2²³ rows, or a row that is zero or holds NaN or infinity.
  public init(_ values: [Float], dimension: Int) throws(ClusteringError) {
    guard dimension > 0 else { throw .dimensionNotPositive(dimension: dimension) }
    let (count, rest) = values.count.quotientAndRemainder(dividingBy: dimension)
    guard rest == 0 else { throw .incompleteRow(valueCount: values.count, dimension: dimension) }
    guard count <= Self.rowLimit else { throw .tooManyRows(count: count, limit: Self.rowLimit) }
    let lengths = try Self.lengths(of: values, count: count, dimension: dimension)
    self.count = count
    self.dimension = dimension
    self.values = [Float](unsafeUninitializedCapacity: values.count) { buffer, initialized in
      for row in 0..<count {
        for x in row * dimension..<(row + 1) * dimension {
          buffer.initializeElement(at: x, to: Self.onGrid(Double(values[x]) / lengths[row]))
        }
      }
      initialized = values.count
    }
  }

  /// Makes unit vectors of rows of any length but zero.
  ///
  /// - Parameters:
  ///   - rows: The vectors, each with `dimension` values.
  ///   - dimension: The number of columns.
  /// - Throws: `ClusteringError`: a dimension below 1, a row with another number of values, more
  ///   than 2²³ rows, or a row that is zero or holds NaN or infinity.
  public init(rows: [[Float]], dimension: Int) throws(ClusteringError) {
    for (row, values) in rows.enumerated() where values.count != dimension {
      throw .rowLengthDiffers(row: row, length: values.count, dimension: dimension)
    }
    try self.init(Array(rows.joined()), dimension: dimension)
  }

  private init(unitValues: [Float], count: Int, dimension: Int) {
    self.count = count
    self.dimension = dimension
    self.values = unitValues
  }

  /// Returns a vector, without copying it.
  public subscript(row: Int) -> ArraySlice<Float> {
    precondition(row >= 0 && row < count, "a row of the vectors")
    return values[row * dimension..<(row + 1) * dimension]
  }

  /// Returns some of the vectors, unchanged, in the order given.
  ///
  /// - Parameter rows: Indices of rows.
  public func selecting(_ rows: [Int]) -> UnitVectors {
    var selected: [Float] = []
    selected.reserveCapacity(rows.count * dimension)
    for row in rows { selected += self[row] }
    return UnitVectors(unitValues: selected, count: rows.count, dimension: dimension)
  }

  /// Returns the Euclidean length of each row.
  ///
  /// Squares of `Float` neither overflow nor vanish in `Double`.
  private static func lengths(
    of values: [Float], count: Int, dimension: Int
  ) throws(ClusteringError) -> [Double] {
    var lengths: [Double] = []
    lengths.reserveCapacity(count)
    for row in 0..<count {
      var squares = 0.0
      for column in 0..<dimension {
        let value = values[row * dimension + column]
        guard value.isFinite else { throw .valueNotFinite(row: row, column: column) }
        squares += Double(value) * Double(value)
      }
      guard squares > 0 else { throw .rowIsZero(row: row) }
      lengths.append(squares.squareRoot())
    }
    return lengths
  }

  /// Rounds to the nearest multiple of 2⁻³⁰ that is a `Float`.
  ///
  /// Adding 1.5 · 2²² makes 2⁻³⁰ the unit in the last place of the `Double`.
  private static func onGrid(_ value: Double) -> Float {
    Float((value + 0x1.8p22) - 0x1.8p22)
  }
}
