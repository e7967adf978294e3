internal import CKernels

/// How sums of rows become a row of pixels: weighted means along them.
package struct RowAverager {
  /// Pixels of the row that is made.
  package let count: Int
  /// How many pixels of the sums make up each one at most.
  package let tapCount: Int
  /// Where the first of them begins, in elements; the last value fills up a multiple of four.
  fileprivate let offsets: [Int32]
  /// What they count, `[tapCount, count]`; zeros fill up each row.
  fileprivate let weights: [Float]
  /// What every sum is multiplied by.
  fileprivate let factor: Float

  /// Makes an averager; sums of rows were weighted by `rowSum` in all.
  init(_ columns: ResamplingWeights, rowSum: Float) {
    let count = columns.firsts.count
    self.count = count
    tapCount = columns.tapCount
    factor = 1 / (columns.sum * rowSum)
    let step = (count + 3) / 4 * 4
    offsets = (0..<step).map { Int32(columns.firsts[min($0, count - 1)] * 3) }
    var weights = [Float](repeating: 0, count: step * tapCount)
    for x in 0..<count {
      for tap in 0..<tapCount {
        weights[tap * step + x] = columns.weights[x * tapCount + tap]
      }
    }
    self.weights = weights
  }

  /// Makes the averager that scales rows of some width.
  package init(from source: Int, to target: Int) {
    self.init(ResamplingWeights(from: source, to: target), rowSum: 1)
  }

  /// How many sums there must be for a row of `width` pixels: weights of zero reach beyond it, and an
  /// element after each pixel is read with it.
  package func sampleCount(width: Int) -> Int { (width + tapCount) * 3 + 1 }
}

extension VectorKernels {
  /// Sets a row of colours, `[count, 3]`, to means along sums of rows, rounded, halves upwards; to the
  /// last bit what ``averageRowPlainly`` makes.
  package func averageRow(
    _ sums: UnsafePointer<Float>, _ averager: RowAverager, to colors: UnsafeMutablePointer<UInt8>
  ) {
    averager.offsets.withUnsafeBufferPointer { offsets in
      averager.weights.withUnsafeBufferPointer { weights in
        var averages = ck_averages(
          offsets: offsets.baseAddress, weights: weights.baseAddress,
          count: Int32(averager.count), tap_count: Int32(averager.tapCount),
          factor: averager.factor)
        table.pointee.average_row(&averages, sums, colors)
      }
    }
  }
}

/// Sets a row of colours to means along sums of rows, as ``VectorKernels/averageRow``: the reference for
/// it.
package func averageRowPlainly(
  _ sums: UnsafePointer<Float>, _ averager: RowAverager, to colors: UnsafeMutablePointer<UInt8>
) {
  let step = (averager.count + 3) / 4 * 4
  for x in 0..<averager.count {
    for channel in 0..<3 {
      let first = Int(averager.offsets[x]) + channel
      var total = sums[first] * averager.weights[x]
      for tap in 1..<max(1, averager.tapCount) {
        total += sums[first + tap * 3] * averager.weights[tap * step + x]
      }
      // Halves may have been made a little smaller by the factor, which stands for a division.
      let mean = total * averager.factor + 0x1p-14
      colors[x * 3 + channel] = UInt8(mean.rounded(.toNearestOrEven))
    }
  }
}
