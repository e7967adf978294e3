/// Computes a convolution as its definition says; the reference for the fast kernels.
///
/// output[n, f, y, x] = bias[f] + Σ input[n, c, y·s + i·d − p, x·s + j·d − p] · weights[f, c, i, j]
///
/// - Parameters:
///   - input: `[batch, channels, height, width]`
///   - weights: `[filters, channels / groups, window rows, window columns]`
///   - bias: `[filters]`
///   - output: `[batch, filters, output height, output width]`
package func referenceConvolution(
  _ geometry: ConvolutionGeometry, input: UnsafePointer<Float>, weights: UnsafePointer<Float>,
  bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>
) {
  let g = geometry
  for image in 0..<g.batch {
    for filter in 0..<g.filters {
      let firstChannel = filter / g.filtersPerGroup * g.channelsPerGroup
      for y in 0..<g.outputHeight {
        for x in 0..<g.outputWidth {
          var sum = bias.map { Double($0[filter]) } ?? 0
          for c in 0..<g.channelsPerGroup {
            sum += windowSum(
              g, y, x, plane: input + (image * g.channels + firstChannel + c) * g.inputPlane,
              weights: weights + (filter * g.channelsPerGroup + c) * g.window.tapCount)
          }
          output[((image * g.filters + filter) * g.outputHeight + y) * g.outputWidth + x] =
            Float(sum)
        }
      }
    }
  }
}

private func windowSum(
  _ g: ConvolutionGeometry, _ y: Int, _ x: Int, plane: UnsafePointer<Float>,
  weights: UnsafePointer<Float>
) -> Double {
  var sum = 0.0
  for i in 0..<g.window.rows.extent {
    let row = y * g.window.rows.step + i * g.window.rows.dilation - g.window.rows.before
    guard row >= 0, row < g.height else { continue }
    for j in 0..<g.window.columns.extent {
      let columns = g.window.columns
      let column = x * columns.step + j * columns.dilation - columns.before
      guard column >= 0, column < g.width else { continue }
      sum += Double(plane[row * g.width + column]) * Double(weights[i * columns.extent + j])
    }
  }
  return sum
}

extension Window {
  /// The number of taps.
  package var tapCount: Int { rows.extent * columns.extent }
}
