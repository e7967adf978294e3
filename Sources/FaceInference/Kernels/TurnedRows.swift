internal import CKernels

extension VectorKernels {
  /// Writes rows of colours as columns.
  ///
  /// - Parameters:
  ///   - rows: The first row, `[count, 3]`.
  ///   - step: The samples from one row to the next; negative where that lies before it.
  ///   - rowCount: How many rows there are.
  ///   - count: The pixels of a row.
  ///   - columns: Where the first pixel goes; those of its column follow it.
  ///   - columnStep: The samples from one column that is written to the next, of either sign.
  package func turnRows(
    _ rows: UnsafePointer<UInt8>, step: Int, rowCount: Int, count: Int,
    to columns: UnsafeMutablePointer<UInt8>, columnStep: Int
  ) {
    table.pointee.turn_rows(rows, step, Int32(rowCount), Int32(count), columns, columnStep)
  }

  /// Writes a row of colours, `[count, 3]`, from its last pixel to its first.
  package func reverseRow(
    _ row: UnsafePointer<UInt8>, count: Int, to reversed: UnsafeMutablePointer<UInt8>
  ) {
    table.pointee.reverse_row(row, Int32(count), reversed)
  }
}
