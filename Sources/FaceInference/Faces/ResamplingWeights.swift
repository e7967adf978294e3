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
    if target <= source {
      let divisor = greatestCommonDivisor(source, target)
      let overlaps = Overlaps(step: source / divisor, unit: target / divisor)
      sum = Float(overlaps.step)
      fill(target, { overlaps.pixels(of: $0) }, { overlaps.length($0, of: $1) })
    } else {
      sum = 1
      let neighbors = Neighbors(source: source, target: target)
      fill(target, { neighbors.pixels(of: $0) }, { neighbors.weight($0, of: $1) })
    }
  }

  /// Sets everything, by the source pixels of an output pixel, and by the weight of a source pixel in an
  /// output pixel.
  private mutating func fill(
    _ target: Int, _ pixels: (Int) -> Range<Int>, _ weight: (Int, Int) -> Float
  ) {
    firsts = (0..<target).map { pixels($0).lowerBound }
    counts = (0..<target).map { pixels($0).count }
    tapCount = counts.max() ?? 0
    weights = Array(repeating: 0, count: target * tapCount)
    for output in 0..<target {
      for (tap, pixel) in pixels(output).enumerated() {
        weights[output * tapCount + tap] = weight(pixel, output)
      }
    }
  }
}

/// Source pixels, each `unit` long, laid beside output pixels, each `step` long.
private struct Overlaps {
  let step: Int
  let unit: Int

  func pixels(of output: Int) -> Range<Int> {
    output * step / unit..<((output + 1) * step - 1) / unit + 1
  }

  func length(_ pixel: Int, of output: Int) -> Float {
    Float(min((output + 1) * step, (pixel + 1) * unit) - max(output * step, pixel * unit))
  }
}

/// The two source pixels around the middle of each output pixel.
private struct Neighbors {
  let source: Int
  let target: Int

  func pixels(of output: Int) -> Range<Int> {
    let first = min(Int(position(of: output)), max(source - 2, 0))
    return first..<min(first + 2, source)
  }

  func weight(_ pixel: Int, of output: Int) -> Float {
    guard source > 1 else { return 1 }
    let pixels = pixels(of: output)
    let fraction = Float(position(of: output) - Double(pixels.lowerBound))
    return pixel == pixels.lowerBound ? 1 - fraction : fraction
  }

  /// Where the middle of an output pixel lies, in source pixels from the middle of the first one.
  private func position(of output: Int) -> Double {
    let center = (Double(output) + 0.5) * Double(source) / Double(target) - 0.5
    return min(max(center, 0), Double(source - 1))
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
