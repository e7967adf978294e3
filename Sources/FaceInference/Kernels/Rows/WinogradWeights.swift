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
          for first in stride(from: filters.lowerBound, to: filters.upperBound, by: blockSize) {
            transform(
              FilterTile(bank, first, channel),
              into: target + start + first - filters.lowerBound, step: matrix)
          }
        }
      }
    }
  }
}

/// The 3×3 weights of 16 filters for one channel; zeros for filters that are not there.
private struct FilterTile {
  var taps: InlineArray<9, SIMD16<Float>> = .init(repeating: .zero)

  init(_ bank: FilterBank, _ first: Int, _ channel: Int) {
    for lane in 0..<min(blockSize, bank.filters - first) {
      let values = bank.values + ((first + lane) * bank.channels + channel) * 9
      for tap in 0..<9 { taps[tap][lane] = values[tap] }
    }
  }
}

/// Writes G g Gᵀ of 3×3 windows, the 36 values of each `step` apart.
private func transform(_ g: FilterTile, into target: UnsafeMutablePointer<Float>, step: Int) {
  var rows: InlineArray<18, SIMD16<Float>> = .init(repeating: .zero)
  for column in 0..<3 {
    let values = transformed(g.taps[column], g.taps[3 + column], g.taps[6 + column])
    for row in 0..<6 { rows[row * 3 + column] = values[row] }
  }
  for row in 0..<6 {
    let values = transformed(rows[row * 3], rows[row * 3 + 1], rows[row * 3 + 2])
    for column in 0..<6 {
      UnsafeMutableRawPointer(target + (row * 6 + column) * step).storeBytes(
        of: values[column], as: SIMD16<Float>.self)
    }
  }
}

/// One dimension of G g.
@inline(__always)
private func transformed(
  _ a: SIMD16<Float>, _ b: SIMD16<Float>, _ c: SIMD16<Float>
) -> InlineArray<6, SIMD16<Float>> {
  let (sixth, twelfth) = (b * (1 / 6), b * (1 / 12))
  let (ends, wide) = ((a + c) * (-1 / 6), a * (1 / 24) + c * (1 / 6))
  return [a * (1 / 4), ends - sixth, ends + sixth, wide + twelfth, wide - twelfth, c]
}
