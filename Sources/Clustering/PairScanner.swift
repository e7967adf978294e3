internal import CLinkKernels

/// Finds the pairs of rows of two stores whose `Float` product reaches what is wanted of either.
///
/// Where the processor multiplies bytes fast, their products propose the pairs, with a bound on
/// their error, and products of floats decide; elsewhere BLAS computes all. The scratch memory of
/// one worker.
final class PairScanner {
  /// The most rows and columns that are looked at together.
  private static let rowsAtOnce = 48
  private static let columnsAtOnce = 1024
  private static let firstColumns = 2 * RowStore.panel

  private let pairs: UnsafeMutablePointer<clk_pair>
  private var block = ProductBlock()

  init() { pairs = .allocate(capacity: Self.rowsAtOnce * Self.columnsAtOnce) }

  deinit { pairs.deallocate() }

  /// Rows of a store, and the least product that is wanted of each.
  struct Side {
    let store: RowStore
    let range: Range<Int>
    /// One value a row of the store, in whole panels; infinity or `nil` where the row wants none.
    let floors: UnsafeMutablePointer<Float>?
  }

  /// Calls `body` with the pairs of a row and a column whose product reaches the lower floor.
  ///
  /// Floors that `body` raises are in effect some rows later.
  ///
  /// - Parameters:
  ///   - rows: The one side.
  ///   - columns: The other; its range begins at a multiple of `RowStore.panel`.
  ///   - aboveDiagonal: Whether only pairs with a higher column than row are meant.
  ///   - body: Receives row, column and product.
  func forEachPair(
    _ rows: Side, _ columns: Side, aboveDiagonal: Bool = false,
    _ body: (_ row: Int, _ column: Int, _ product: Float) -> Void
  ) {
    let bytes = rows.store.usesBytes && columns.store.usesBytes
    let (height, greatestWidth) =
      bytes ? (Self.rowsAtOnce, Self.columnsAtOnce) : (ProductBlock.side / 2, ProductBlock.side)
    // Where there are many columns, the first few raise the floors for the others.
    var width = columns.range.count > greatestWidth ? Self.firstColumns : greatestWidth
    var column = columns.range.lowerBound
    while column < columns.range.upperBound {
      defer { (column, width) = (column + width, min(2 * width, greatestWidth)) }
      let here = Side(
        store: columns.store, range: column..<min(column + width, columns.range.upperBound),
        floors: columns.floors)
      for row in stride(from: rows.range.lowerBound, to: rows.range.upperBound, by: height) {
        guard !aboveDiagonal || row < here.range.upperBound else { break }
        let band = Side(
          store: rows.store, range: row..<min(row + height, rows.range.upperBound),
          floors: rows.floors)
        if bytes {
          scanBytes(band, here, aboveDiagonal, body)
        } else {
          scanFloats(band, here, aboveDiagonal, body)
        }
      }
    }
  }

  private func scanBytes(
    _ rows: Side, _ columns: Side, _ aboveDiagonal: Bool, _ body: (Int, Int, Float) -> Void
  ) {
    let count = clk_pairs(
      rows.store.side(rows.range, floors: rows.floors),
      columns.store.side(columns.range, floors: columns.floors), rows.store.dimension,
      max(rows.store.codingError, columns.store.codingError), aboveDiagonal, pairs)
    for pair in UnsafeBufferPointer(start: pairs, count: count) {
      body(Int(pair.row), Int(pair.column), pair.product)
    }
  }

  private func scanFloats(
    _ rows: Side, _ columns: Side, _ aboveDiagonal: Bool, _ body: (Int, Int, Float) -> Void
  ) {
    block.multiply(rows.store.rows(rows.range), columns.store.rows(columns.range))
    let first = columns.range.lowerBound
    var least = Float.infinity
    if let floors = columns.floors { for x in columns.range { least = min(least, floors[x]) } }
    for row in rows.range {
      let own = rows.floors?[row] ?? .infinity
      let firstColumn = aboveDiagonal ? max(row + 1 - first, 0) : 0
      block.forEachProduct(
        inRow: row - rows.range.lowerBound, from: firstColumn, atLeast: min(own, least)
      ) { column, product in
        if product >= min(own, columns.floors?[first + column] ?? .infinity) {
          body(row, first + column, product)
        }
      }
    }
  }
}
