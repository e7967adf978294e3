#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// How much a pixel counts at a distance, in ONNX's modes `linear` and `cubic`.
enum ResizeFilter {
  /// 1 − |x|
  case linear
  /// The cubic convolution kernel (Keys, 1981) with the slope `steepness` at |x| = 1.
  case cubic(steepness: Double)

  /// The distance from which on nothing counts.
  private var radius: Double {
    switch self {
    case .linear: 1
    case .cubic: 2
    }
  }

  private func weight(_ distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .linear: return max(0, 1 - x)
    case .cubic(let a):
      if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0
    }
  }

  /// The most weights of one axis, 32 MB of them.
  private static let largestTapCount = 1 << 22

  /// Returns the pixels and weights that make each position of an axis.
  ///
  /// With antialiasing the filter is stretched as much as the image shrinks; pixels beyond the edge
  /// are the edge's, or do not count with `exclude_outside`.
  func taps(
    _ resize: ResizeRequest, axis: Int, _ attributes: Attributes
  ) throws(OperatorError) -> FilterTaps {
    let isAntialiased = (attributes.integer("antialias") ?? 0) != 0
    let excludesOutside = (attributes.integer("exclude_outside") ?? 0) != 0
    let scale = isAntialiased ? min(1, resize.scales[axis]) : 1
    let (extent, count) = (resize.input[axis], resize.extents[axis])
    let before = (radius / scale).rounded(.up)
    guard before < Double(Self.largestTapCount),
      let all = [count, 2 * Int(before)].checkedElementCount, all <= Self.largestTapCount
    else { throw OperatorError("it shrinks \(resize.input) to \(resize.extents)") }
    let tapCount = 2 * Int(before)
    var indices = [Int](repeating: 0, count: all)
    var weights = [Float](repeating: 0, count: all)
    var outside: [Int] = []
    for position in 0..<count {
      let point = try resize.point(position, axis: axis)
      guard abs(point) < 1e9 else { throw OperatorError("it shows the point \(point)") }
      if resize.extrapolates, point < 0 || point > Double(extent - 1) { outside.append(position) }
      let first = Int(floor(point)) + 1 - tapCount / 2
      let own = shares(
        first..<(first + tapCount), of: point, scale, inside: excludesOutside ? extent : nil)
      for tap in 0..<tapCount {
        indices[position * tapCount + tap] = min(max(0, first + tap), extent - 1)
        weights[position * tapCount + tap] = own[tap]
      }
    }
    return FilterTaps(tapCount: tapCount, indices: indices, weights: weights, outside: outside)
  }

  /// Returns how much each of some pixels counts at a point, in shares of 1.
  ///
  /// - Parameter extent: The pixels of the source when no others count, else `nil`.
  private func shares(
    _ pixels: Range<Int>, of point: Double, _ scale: Double, inside extent: Int?
  ) -> [Float] {
    let weights = pixels.map { pixel in
      extent.map { !(0..<$0).contains(pixel) } ?? false
        ? 0 : weight((Double(pixel) - point) * scale)
    }
    let total = weights.reduce(0, +)
    return weights.map { Float(total == 0 ? 0 : $0 / total) }
  }
}
