/// Which source pixels make up each output pixel along one axis, and by which weights.
///
/// Weights are whole numbers wherever they are shares of pixels, and small ones where lengths
/// divide, so that `Float` sums are exact there. The weights of every output pixel have the same
/// sum.
struct ResamplingWeights {
  /// The sum of the weights of any output pixel.
  let sum: Float
  /// The most source pixels that any output pixel has.
  private(set) var tapCount = 0
  /// The first source pixel of each output pixel; the others follow it without a gap.
  private(set) var firsts: [Int] = []
  /// How many source pixels each output pixel has.
  private(set) var counts: [Int] = []
  /// The weights of all output pixels, one after the other; zeros fill each one's up to `tapCount`.
  private(set) var weights: [Float] = []

  /// Makes the weights that turn `source` pixels into `target` pixels.
  init(from source: Int, to target: Int) {
    var all: [[Float]]
    if target <= source {
      let divisor = greatestCommonDivisor(source, target)
      sum = Float(source / divisor)
      all = areas(of: target, every: source / divisor, unit: target / divisor)
    } else {
      sum = 1
      all = interpolations(from: source, to: target)
    }
    counts = all.map(\.count)
    tapCount = counts.max() ?? 0
    for index in all.indices {
      all[index] += Array(repeating: 0, count: tapCount - all[index].count)
    }
    weights = all.flatMap(\.self)
  }

  /// Lays source pixels, each `unit` long, beside output pixels, each `step` long, and takes the
  /// overlaps.
  private mutating func areas(of target: Int, every step: Int, unit: Int) -> [[Float]] {
    (0..<target).map { output in
      let start = output * step
      let end = start + step
      let first = start / unit
      firsts.append(first)
      return (first...((end - 1) / unit)).map { pixel in
        Float(min(end, (pixel + 1) * unit) - max(start, pixel * unit))
      }
    }
  }

  private mutating func interpolations(from source: Int, to target: Int) -> [[Float]] {
    (0..<target).map { output in
      let center = (Double(output) + 0.5) * Double(source) / Double(target) - 0.5
      let position = min(max(center, 0), Double(source - 1))
      let first = min(Int(position), max(source - 2, 0))
      let fraction = Float(position - Double(first))
      firsts.append(first)
      return source == 1 ? [1] : [1 - fraction, fraction]
    }
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
