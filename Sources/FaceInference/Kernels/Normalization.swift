#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Writes each plane with its mean taken off and divided by its standard deviation, scaled and
/// shifted (Ulyanov et al., 2016): γ · (x − mean) / √(variance + ε) + β.
///
/// - Parameters:
///   - input: `[images, channels, size]`
///   - scale: γ, `[channels]`
///   - shift: β, `[channels]`
func normalizeInstances(
  images: Int, channels: Int, size: Int, epsilon: Float, _ input: UnsafePointer<Float>,
  scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
  into output: UnsafeMutablePointer<Float>
) {
  for plane in 0..<(images * channels) {
    let (x, y) = (input + plane * size, output + plane * size)
    let mean = sum(x, count: size) / Float(size)
    let variance = sum(x, count: size) { ($0 - mean) * ($0 - mean) } / Float(size)
    let factor = scale[plane % channels] / (variance + epsilon).squareRoot()
    let offset = shift[plane % channels]
    for i in 0..<size { y[i] = (x[i] - mean) * factor + offset }
  }
}

/// Divides the values along one dimension by their norm, Σ|x| or √Σx²; zeros stay zeros.
///
/// - Parameters:
///   - power: 1 or 2.
///   - input: `[outer, extent, inner]`
func normalizeLp(
  outer: Int, extent: Int, inner: Int, power: Int, _ input: UnsafePointer<Float>,
  into output: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
) {
  for o in 0..<outer {
    let (x, y) = (input + o * extent * inner, output + o * extent * inner)
    scratch.update(repeating: 0, count: inner)
    for k in 0..<extent {
      let row = x + k * inner
      for i in 0..<inner { scratch[i] += power == 1 ? abs(row[i]) : row[i] * row[i] }
    }
    for i in 0..<inner {
      let norm = power == 1 ? scratch[i] : scratch[i].squareRoot()
      scratch[i] = norm == 0 ? 1 : norm
    }
    for k in 0..<extent {
      for i in 0..<inner { y[k * inner + i] = x[k * inner + i] / scratch[i] }
    }
  }
}

/// The numbers of a local response normalization (Krizhevsky et al., 2012).
struct ResponseNormalization: Sendable {
  /// How many neighbouring channels count.
  let size: Int
  let alpha: Float
  let beta: Float
  let bias: Float
}

/// Divides each value by (bias + α/size · Σ x²)^β, the sum over the neighbouring channels.
///
/// - Parameters:
///   - input: `[images, channels, plane]`
func normalizeResponses(
  _ r: ResponseNormalization, images: Int, channels: Int, plane: Int,
  _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>
) {
  // An even number of neighbours has one more behind than before (ONNX, `LRN`).
  let (before, after) = ((r.size - 1) / 2, r.size / 2)
  let factor = r.alpha / Float(r.size)
  for image in 0..<images {
    for channel in 0..<channels {
      let first = image * channels
      let (x, y) = (input + (first + channel) * plane, output + (first + channel) * plane)
      y.update(repeating: 0, count: plane)
      for other in max(0, channel - before)...min(channels - 1, channel + after) {
        let z = input + (first + other) * plane
        for i in 0..<plane { y[i] += z[i] * z[i] }
      }
      // The usual β needs no logarithm.
      if r.beta == 0.75 {
        for i in 0..<plane {
          let root = (r.bias + factor * y[i]).squareRoot()
          y[i] = x[i] / (root * root.squareRoot())
        }
      } else {
        for i in 0..<plane { y[i] = x[i] / powf(r.bias + factor * y[i], r.beta) }
      }
    }
  }
}
