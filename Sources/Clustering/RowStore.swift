internal import CLinkKernels

/// Rows no longer than 1 in memory of their own, as floats and as bytes, for finding similar pairs.
///
/// Bytes are what products are proposed by where the processor multiplies them fast. A reference
/// type, because threads share it: at one time they write to different rows, or only read.
final class RowStore: @unchecked Sendable {
  /// Rows are encoded in panels; ranges of columns begin at a multiple of this.
  static let panel = Int(CLK_PANEL)

  private(set) var count: Int
  let dimension: Int
  /// Whether the rows are held as bytes, too.
  let usesBytes: Bool
  /// The rows, `[count, dimension]`.
  let values: UnsafeMutablePointer<Float>
  /// The direction, of unit length or zero, whose share of each row is not held as bytes.
  let direction: [Float]
  /// An upper bound on the distance of a row's rest and its code, over the length of the rest.
  private(set) var codingError: Float = 0
  private let codes: clk_codes

  /// Makes a store of rows that are to be written by `encode`.
  ///
  /// - Parameters:
  ///   - count: The number of rows.
  ///   - dimension: Their length.
  ///   - usesBytes: Whether to use products of bytes where the processor has them.
  ///   - direction: Where many rows point to, of unit length: bytes are the more precise for these.
  ///     Stores whose rows are multiplied must have the same. None, if `nil`.
  init(count: Int, dimension: Int, usesBytes: Bool = true, direction: [Float]? = nil) {
    self.count = count
    self.dimension = dimension
    self.usesBytes =
      usesBytes && dimension <= Int(CLK_GREATEST_DIMENSION) && clk_has_byte_products()
    self.direction = direction ?? Array(repeating: 0, count: dimension)
    precondition(self.direction.count == dimension, "a direction as long as the rows")
    values = Self.zeros(max(1, count * dimension))
    let padded = self.usesBytes ? Self.padded(count) : 0
    codes = clk_codes(
      bytes: Self.zeros(self.usesBytes ? clk_code_bytes(count, dimension) : 0),
      scales: Self.zeros(padded), heads: Self.zeros(padded), lengths: Self.zeros(padded))
  }

  deinit {
    values.deallocate()
    codes.bytes.deallocate()
    codes.scales.deallocate()
    codes.heads.deallocate()
    codes.lengths.deallocate()
  }

  private static func zeros<Value: ExpressibleByIntegerLiteral>(
    _ count: Int
  ) -> UnsafeMutablePointer<Value> {
    let values = UnsafeMutablePointer<Value>.allocate(capacity: count)
    values.initialize(repeating: 0, count: count)
    return values
  }

  /// Returns a count rounded up to whole panels: the length of what is indexed by column.
  static func padded(_ count: Int) -> Int { (count + panel - 1) / panel * panel }

  /// Makes what was written to the values of rows ready for products.
  func encode(_ rows: some Sequence<Int>) {
    guard usesBytes else { return }
    for row in rows { codingError = max(codingError, encode(row)) }
  }

  /// Makes all rows ready for products.
  func encodeAll(workers: Int) {
    guard usesBytes else { return }
    let (length, chunks) = (4096, (count + 4095) / 4096)
    let errors = UnsafeMutablePointer<Float>.allocate(capacity: chunks)
    errors.initialize(repeating: 0, count: chunks)
    defer { errors.deallocate() }
    Parallel.forEach(chunks, workers: workers) { _, chunk in
      for row in chunk * length..<min((chunk + 1) * length, count) {
        errors[chunk] = max(errors[chunk], encode(row))
      }
    }
    for chunk in 0..<chunks { codingError = max(codingError, errors[chunk]) }
  }

  private func encode(_ row: Int) -> Float {
    clk_encode(values + row * dimension, row, dimension, direction, codes)
  }

  /// Leaves out the rows from an index on.
  func truncate(to count: Int) { self.count = min(count, self.count) }

  /// Returns rows as C wants them.
  func side(_ rows: Range<Int>, floors: UnsafePointer<Float>?) -> clk_side {
    clk_side(
      values: values, codes: codes, floors: floors, begin: rows.lowerBound,
      end: rows.upperBound)
  }

  /// Returns rows as BLAS wants them.
  func rows(_ range: Range<Int>) -> Rows {
    Rows(
      values: UnsafeBufferPointer(
        start: values + range.lowerBound * dimension, count: range.count * dimension),
      count: range.count, dimension: dimension)
  }
}
