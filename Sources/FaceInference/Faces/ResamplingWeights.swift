/// Which source pixels make up each output pixel along one axis, and by which weights.
///
/// Weights are whole numbers wherever they are shares of pixels, and small ones where lengths
/// divide, so that `Float` sums are exact there. The weights of every output pixel have the same
/// sum.
struct ResamplingWeights {
  /// The sum of the weights of any output pixel.
  let sum: Float
  /// The first source pixel of each output pixel; the others follow it without a gap.
  private(set) var firsts: [Int] = []
  /// Where the weights of each output pixel end in `weights`; they begin where the one's before
  /// end.
  private(set) var ends: [Int] = []
  /// The weights of all output pixels, one after the other.
  private(set) var weights: [Float] = []

  /// Makes the weights that turn `source` pixels into `target` pixels.
  init(from source: Int, to target: Int) {
    if target <= source {
      let divisor = greatestCommonDivisor(source, target)
      sum = Float(source / divisor)
      addAreas(of: target, every: source / divisor, unit: target / divisor)
    } else {
      sum = 1
      addInterpolations(from: source, to: target)
    }
  }

  /// Returns where in `weights` those of an output pixel lie.
  func range(of output: Int) -> Range<Int> {
    (output == 0 ? 0 : ends[output - 1])..<ends[output]
  }

  /// Lays source pixels, each `unit` long, beside output pixels, each `step` long, and takes the
  /// overlaps.
  private mutating func addAreas(of target: Int, every step: Int, unit: Int) {
    for output in 0..<target {
      let start = output * step
      let end = start + step
      let first = start / unit
      let last = (end - 1) / unit
      firsts.append(first)
      for pixel in first...last {
        weights.append(Float(min(end, (pixel + 1) * unit) - max(start, pixel * unit)))
      }
      ends.append(weights.count)
    }
  }

  private mutating func addInterpolations(from source: Int, to target: Int) {
    for output in 0..<target {
      let center = (Double(output) + 0.5) * Double(source) / Double(target) - 0.5
      let position = min(max(center, 0), Double(source - 1))
      let first = min(Int(position), max(source - 2, 0))
      let fraction = Float(position - Double(first))
      firsts.append(first)
      weights += source == 1 ? [1] : [1 - fraction, fraction]
      ends.append(weights.count)
    }
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
