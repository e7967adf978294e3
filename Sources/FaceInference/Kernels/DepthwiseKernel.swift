/// Computes a convolution whose groups have one channel and one filter each, plane by plane.
///
/// Bias is where the sums begin; residual and activation follow while the plane is in the cache.
///
/// - Parameters:
///   - input: `[batch, channels, height, width]`
///   - weights: `[channels, 1, window rows, window columns]`
///   - output: `[batch, channels, output height, output width]`
package func convolveDepthwise(
  _ g: ConvolutionGeometry, input: UnsafePointer<Float>, weights: UnsafePointer<Float>,
  _ epilogue: ConvolutionEpilogue, output: UnsafeMutablePointer<Float>
) {
  let isThreeByThree = DepthwiseThreeByThree.fits(g)
  for image in 0..<g.batch {
    for channel in 0..<g.channels {
      let index = image * g.channels + channel
      let plane = input + index * g.inputPlane
      let taps = weights + channel * g.window.tapCount
      let result = output + index * g.outputPlane
      let bias = epilogue.bias.map { $0[channel] } ?? 0
      if isThreeByThree {
        DepthwiseThreeByThree(g, taps: taps, bias: bias).run(plane, into: result)
      } else {
        result.update(repeating: bias, count: g.outputPlane)
        for y in 0..<g.outputHeight { addRows(g, plane, taps, y, to: result + y * g.outputWidth) }
      }
      finishRow(
        epilogue, filter: channel, result,
        residual: epilogue.residual.map { $0 + index * g.outputPlane }, count: g.outputPlane,
        addsBias: false)
    }
  }
}

/// Adds to an output row what every row of the window contributes; any window, step and dilation.
@inline(__always)
private func addRows(
  _ g: ConvolutionGeometry, _ plane: UnsafePointer<Float>, _ taps: UnsafePointer<Float>, _ y: Int,
  to row: UnsafeMutablePointer<Float>
) {
  let (rows, columns) = (g.window.rows, g.window.columns)
  for i in 0..<rows.extent {
    let source = y * rows.step + i * rows.dilation - rows.before
    guard source >= 0, source < g.height else { continue }
    let pixels = plane + source * g.width
    for j in 0..<columns.extent {
      let weight = taps[i * columns.extent + j]
      let offset = j * columns.dilation - columns.before
      let inside = columns.positions(ofTap: j, input: g.width, output: g.outputWidth)
      for x in inside { row[x] += weight * pixels[x * columns.step + offset] }
    }
  }
}
