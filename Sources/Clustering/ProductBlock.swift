private import COpenBLAS

/// The dot products of some rows with some others; the one place that calls BLAS.
///
/// How many threads BLAS uses is a setting of the whole process and left to the application. Two
/// blocks share nothing: several tasks may each own one.
struct ProductBlock: ~Copyable {
  /// The most rows of either side.
  ///
  /// 512 by 512 products are 1 MiB, which a processor's cache holds until they are read. At 128
  /// columns BLAS is within about a tenth of its best from 256 to 1024.
  static let side = 512

  private let products: UnsafeMutablePointer<Float>
  private var width = 0

  init() {
    products = .allocate(capacity: Self.side * Self.side)
  }

  deinit {
    products.deallocate()
  }

  /// Computes the products of every row of `a` with every row of `b`, `[a.count, b.count]`.
  mutating func multiply(_ a: Rows, _ b: Rows) {
    precondition(a.count <= Self.side && b.count <= Self.side && a.dimension == b.dimension)
    width = b.count
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans,
      Int32(a.count), Int32(b.count), Int32(a.dimension),
      1, a.values.baseAddress, Int32(a.dimension), b.values.baseAddress, Int32(b.dimension),
      0, products, Int32(b.count))
  }

  /// Calls `body` with the column and the value of each product of a row that reaches a minimum,
  /// in ascending order of columns.
  ///
  /// - Parameters:
  ///   - row: A row of `a` of the last multiplication.
  ///   - firstColumn: Where in the row to begin.
  ///   - minimum: The least product to report.
  ///   - body: Receives the products.
  @inline(__always)
  func forEachProduct(
    inRow row: Int, from firstColumn: Int, atLeast minimum: Float,
    _ body: (_ column: Int, _ product: Float) throws -> Void
  ) rethrows {
    let values = products + row * width
    var column = firstColumn
    while column + 32 <= width {
      // Nearly all products are far below: 32 of them are passed over at once.
      if Self.anyReaches(minimum, values + column) {
        for x in column..<column + 32 where values[x] >= minimum { try body(x, values[x]) }
      }
      column += 32
    }
    while column < width {
      if values[column] >= minimum { try body(column, values[column]) }
      column += 1
    }
  }

  /// Whether one of 32 values reaches a minimum.
  ///
  /// In vectors of four, which every processor has: longer ones made of fours are 37 times slower.
  @inline(__always)
  private static func anyReaches(_ minimum: Float, _ values: UnsafePointer<Float>) -> Bool {
    var highest = SIMD4<Float>(repeating: -.infinity)
    for offset in stride(from: 0, to: 32, by: 4) {
      let four = UnsafeRawPointer(values + offset).loadUnaligned(as: SIMD4<Float>.self)
      highest.replace(with: four, where: four .> highest)
    }
    return highest.x >= minimum || highest.y >= minimum
      || highest.z >= minimum || highest.w >= minimum
  }
}
