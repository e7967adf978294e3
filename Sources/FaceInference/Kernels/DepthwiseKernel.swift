/// Computes a convolution whose groups have one channel and one filter each, row by row.
///
/// Every output row gathers its taps while it lies in the first cache; bias, residual and
/// activation follow at once.
///
/// - Parameters:
///   - input: `[batch, channels, height, width]`
///   - weights: `[channels, 1, window rows, window columns]`
///   - output: `[batch, channels, output height, output width]`
package func convolveDepthwise(
  _ g: ConvolutionGeometry, input: UnsafePointer<Float>, weights: UnsafePointer<Float>,
  _ epilogue: ConvolutionEpilogue, output: UnsafeMutablePointer<Float>
) {
  for image in 0..<g.batch {
    for channel in 0..<g.channels {
      let index = image * g.channels + channel
      let plane = input + index * g.inputPlane
      let taps = weights + channel * g.window.tapCount
      let bias = epilogue.bias.map { $0[channel] } ?? 0
      for y in 0..<g.outputHeight {
        let start = index * g.outputPlane + y * g.outputWidth
        let row = output + start
        row.update(repeating: bias, count: g.outputWidth)
        addRows(g, plane, taps, y, to: row)
        finishRow(
          epilogue, filter: channel, row, residual: epilogue.residual.map { $0 + start },
          count: g.outputWidth, addsBias: false)
      }
    }
  }
}

/// Adds to an output row what every row of the window contributes.
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
    let weights = taps + i * columns.extent
    if columns.extent == 3, columns.dilation == 1, columns.before == 1, g.width >= 3 {
      addThreeTaps(pixels, weights, columns.step, g.width, g.outputWidth, to: row)
    } else {
      for j in 0..<columns.extent {
        let offset = j * columns.dilation - columns.before
        let inside = columns.positions(ofTap: j, input: g.width, output: g.outputWidth)
        for x in inside { row[x] += weights[j] * pixels[x * columns.step + offset] }
      }
    }
  }
}

/// Adds three neighbouring taps with a border of one pixel in one pass.
@inline(__always)
private func addThreeTaps(
  _ pixels: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ step: Int, _ width: Int,
  _ outputWidth: Int, to row: UnsafeMutablePointer<Float>
) {
  let (a, b, c) = (weights[0], weights[1], weights[2])
  row[0] += b * pixels[0] + c * pixels[1]
  // The last position whose right tap still lies inside the row.
  let end = min(outputWidth, (width - 2) / step + 1)
  if step == 1 {
    for x in 1..<max(1, end) {
      row[x] += a * pixels[x - 1] + b * pixels[x] + c * pixels[x + 1]
    }
  } else {
    for x in 1..<max(1, end) {
      let p = x * step
      row[x] += a * pixels[p - 1] + b * pixels[p] + c * pixels[p + 1]
    }
  }
  for x in max(1, end)..<max(1, outputWidth, end) {
    let p = x * step
    if p - 1 < width { row[x] += a * pixels[p - 1] }
    if p < width { row[x] += b * pixels[p] }
  }
}
