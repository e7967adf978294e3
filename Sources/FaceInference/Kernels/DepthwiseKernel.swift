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
  // The positions whose right tap still lies inside the row.
  let end = min(outputWidth, (width - 2) / step + 1)
  var x = 1
  if step == 1 {
    while x + 8 <= end {
      let sum = vector8(pixels + x - 1) * a + vector8(pixels + x) * b + vector8(pixels + x + 1) * c
      add(sum, to: row + x)
      x += 8
    }
  } else if step == 2 {
    // Sixteen pixels from the first left tap: left taps are even, middle taps odd.
    while x + 8 <= end, 2 * x + 17 <= width {
      let here = vector16(pixels + 2 * x - 1)
      let right = vector16(pixels + 2 * x + 1)
      add(here.evenHalf * a + here.oddHalf * b + right.evenHalf * c, to: row + x)
      x += 8
    }
  }
  while x < end {
    let p = x * step
    row[x] += a * pixels[p - 1] + b * pixels[p] + c * pixels[p + 1]
    x += 1
  }
  while x < outputWidth {
    let p = x * step
    if p - 1 < width { row[x] += a * pixels[p - 1] }
    if p < width { row[x] += b * pixels[p] }
    x += 1
  }
}

@inline(__always)
private func vector8(_ values: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(values).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always)
private func vector16(_ values: UnsafePointer<Float>) -> SIMD16<Float> {
  UnsafeRawPointer(values).loadUnaligned(as: SIMD16<Float>.self)
}

@inline(__always)
private func add(_ sum: SIMD8<Float>, to values: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(values).storeBytes(of: vector8(values) + sum, as: SIMD8<Float>.self)
}
