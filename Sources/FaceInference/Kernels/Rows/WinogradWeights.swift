extension PackedArray where Element == Float {
  /// Transforms and packs the weights of 3×3 windows for Winograd's F(4×4, 3×3): 36 matrices, each
  /// as a convolution of one tap (Lavin and Gray, 2016).
  convenience init(winograd bank: FilterBank) {
    let blocks = blockCount(bank.filters)
    let matrix = bank.channels * blocks * blockSize
    self.init(count: 36 * matrix) { target in
      // Filters of a pair of blocks lie side by side, the last of an odd number alone.
      for block in stride(from: 0, to: blocks, by: 2) {
        let lanes = min(2, blocks - block) * blockSize
        let filters = (block * blockSize)..<min(bank.filters, block * blockSize + lanes)
        for channel in 0..<bank.channels {
          let start = block * blockSize * bank.channels + channel * lanes
          for filter in filters {
            transform(
              bank.values + (filter * bank.channels + channel) * 9,
              into: target + start + filter - filters.lowerBound, step: matrix)
          }
        }
      }
    }
  }
}

/// Writes G g Gᵀ of a 3×3 window, its 36 values `step` apart.
private func transform(
  _ g: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, step: Int
) {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: 18) { rows in
    for column in 0..<3 {
      let values = transformed(g[column], g[3 + column], g[6 + column])
      for row in 0..<6 { rows[row * 3 + column] = values[row] }
    }
    for row in 0..<6 {
      let values = transformed(rows[row * 3], rows[row * 3 + 1], rows[row * 3 + 2])
      for column in 0..<6 { target[(row * 6 + column) * step] = values[column] }
    }
  }
}

/// One dimension of G g.
@inline(__always)
private func transformed(_ a: Float, _ b: Float, _ c: Float) -> InlineArray<6, Float> {
  let (ends, wide) = ((a + c) * (-1 / 6), a * (1 / 24) + c * (1 / 6))
  return [
    a * (1 / 4), ends - b * (1 / 6), ends + b * (1 / 6), wide + b * (1 / 12),
    wide - b * (1 / 12), c,
  ]
}
