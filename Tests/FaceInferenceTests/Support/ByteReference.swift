import FaceInference
import TestSupport

/// A convolution in bytes by its definition: pixels and filters are rounded one by one, and each tap's
/// sum of whole numbers is added as a float.
struct ByteReference {
  /// `[filters, channels, rows, columns]`, each filter's rounded to −127…127, with a scale.
  private let codes: [Int]
  private let scales: [Float]
  private let bias: [Float]
  private let shape: Shape

  init(weights: [Float], _ shape: Shape, bias: [Float]) {
    let count = shape[1] * shape[2] * shape[3]
    let scales = (0..<shape[0]).map { filter in
      (weights[(filter * count)..<((filter + 1) * count)].map { abs($0) }.max() ?? 0) / 127
    }
    codes = weights.enumerated().map { index, weight in
      Int((weight / scales[index / count]).rounded(.toNearestOrEven))
    }
    self.scales = scales
    self.bias = bias
    self.shape = shape
  }

  /// A pixel in bytes: scale · code + least.
  private struct Pixel {
    var codes: [Int]
    var scale: Float
    var least: Float

    init(_ values: [Float]) {
      let least = values.min() ?? 0
      let range = (values.max() ?? 0) - least
      let factor = range > 0 ? 255 / range : 0
      // Added to it, a number is rounded to the nearest whole one, ties to even, once.
      let whole: Float = 0x1.8p23
      codes = values.map { Int(whole.addingProduct($0 - least, factor) - whole) }
      scale = range * (1 / Float(255))
      self.least = least
    }
  }

  /// Convolves an image `[channels, height, width]` with borders of zeros; returns
  /// `[filters, height, width]`.
  func convolve(
    _ image: [Float], height: Int, width: Int, step: Int, dilation: Int, pads: [Int]
  ) -> [Float] {
    let plane = height * width
    let pixels = (0..<plane).map { place in
      Pixel((0..<shape[1]).map { image[$0 * plane + place] })
    }
    let (rows, columns) = (
      (height + pads[0] + pads[2] - (shape[2] - 1) * dilation - 1) / step + 1,
      (width + pads[1] + pads[3] - (shape[3] - 1) * dilation - 1) / step + 1
    )
    var result: [Float] = []
    for filter in 0..<shape[0] {
      for y in 0..<rows {
        for x in 0..<columns {
          var total = bias[filter]
          for i in 0..<shape[2] {
            for j in 0..<shape[3] {
              let row = y * step + i * dilation - pads[0]
              let column = x * step + j * dilation - pads[1]
              guard row >= 0, row < height, column >= 0, column < width else { continue }
              add(pixels[row * width + column], filter, tap: i * shape[3] + j, to: &total)
            }
          }
          result.append(total)
        }
      }
    }
    return result
  }

  private func add(_ pixel: Pixel, _ filter: Int, tap: Int, to total: inout Float) {
    let taps = shape[2] * shape[3]
    var (sum, weights) = (0, 0)
    for (channel, code) in pixel.codes.enumerated() {
      let weight = codes[(filter * shape[1] + channel) * taps + tap]
      sum += code * weight
      weights += weight
    }
    let offset = total.addingProduct(pixel.least, Float(weights) * scales[filter])
    total = offset.addingProduct(Float(sum), scales[filter] * pixel.scale)
  }
}
