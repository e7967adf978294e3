/// The weights of a convolution as signed bytes, with a scale for each filter.
struct ByteWeights: Sendable {
  /// The most channels: 255 · 127 · 2¹⁶ is less than what 32 bits hold, and a tap has a sum of its own.
  static let mostChannels = 1 << 16
  /// The largest byte; −128 has no opposite.
  private static let largest: Float = 127

  /// Packed in fours of values.
  let values: PackedArray<Int8>
  /// What the weights of each filter are to be multiplied by, `[blocks][16]`.
  let scales: PackedArray<Float>
  /// The sums of each filter's weights, so multiplied, `[taps][blocks][16]`.
  let sums: PackedArray<Float>

  /// Rounds weights to bytes, ties to even.
  ///
  /// A filter with a weight that is not finite gets a scale that is not a number.
  init(_ bank: FilterBank, _ order: SegmentOrder) {
    let count = blockCount(bank.filters) * blockSize
    let scales = PackedArray<Float>(count: count) { target in
      for filter in 0..<bank.filters { target[filter] = Self.scale(bank, filter) }
    }
    let (taps, depth) = (bank.rows * bank.columns, order.depth)
    var totals = Array(repeating: 0, count: taps * count)
    values = PackedArray<Int8>(count: depth * count) { target in
      forEachWeight(bank, order) { start, value, lanes, lane, weight in
        let filter = start / depth + lane
        let code = Self.code(weight, scale: scales.base[filter])
        totals[value / (depth / taps) * count + filter] += Int(code)
        target[start + value / 4 * lanes * 4 + lane * 4 + value % 4] = code
      }
    }
    sums = PackedArray<Float>(count: taps * count) { target in
      for (index, total) in totals.enumerated() {
        target[index] = Float(total) * scales.base[index % count]
      }
    }
    self.scales = scales
  }

  private static func scale(_ bank: FilterBank, _ filter: Int) -> Float {
    var largest: Float = 0
    let count = bank.channels * bank.rows * bank.columns
    for index in 0..<count {
      let weight = abs(bank.values[filter * count + index])
      guard weight.isFinite else { return .nan }
      largest = max(largest, weight)
    }
    return largest / Self.largest
  }

  /// The byte of a weight; 0 where the scale is too small to divide by, or not a number.
  private static func code(_ weight: Float, scale: Float) -> Int8 {
    let quotient = (weight / scale).rounded(.toNearestOrEven)
    guard quotient.isFinite else { return 0 }
    return Int8(min(largest, max(-largest, quotient)))
  }
}
