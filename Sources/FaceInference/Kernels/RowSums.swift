internal import CKernels

extension VectorKernels {
  /// Sets `sums` to the weighted sum of rows of samples; to the last bit what ``sumRowsPlainly`` makes.
  ///
  /// - Parameters:
  ///   - rows: The first row.
  ///   - step: The samples from one row to the next.
  ///   - weights: One for each row, one at least.
  ///   - count: The samples of a row.
  package func sumRows(
    _ rows: UnsafePointer<UInt8>, step: Int, _ weights: UnsafeBufferPointer<Float>, count: Int,
    to sums: UnsafeMutablePointer<Float>
  ) {
    table.pointee.sum_rows(
      rows, step, weights.baseAddress, Int32(weights.count), Int32(count), sums)
  }
}

/// Sets `sums` to the weighted sum of rows of samples, as ``VectorKernels/sumRows``: the reference for it.
package func sumRowsPlainly(
  _ rows: UnsafePointer<UInt8>, step: Int, _ weights: UnsafeBufferPointer<Float>, count: Int,
  to sums: UnsafeMutablePointer<Float>
) {
  for i in 0..<count { sums[i] = Float(rows[i]) * weights[0] }
  for row in 1..<max(1, weights.count) {
    let values = rows + row * step
    for i in 0..<count { sums[i] += Float(values[i]) * weights[row] }
  }
}
