/// The extents, steps and borders of a two-dimensional transposed convolution.
///
/// `window` slides over the *output*: pixel *i* of the input and tap *t* meet in the output's pixel
/// *i* · step + *t* · dilation − before.
struct TransposedGeometry: Sendable {
  var batch: Int
  var channels: Int
  var height: Int
  var width: Int
  var filtersPerGroup: Int
  var groups: Int
  var window: Window
  var outputHeight: Int
  var outputWidth: Int

  var filters: Int { filtersPerGroup * groups }
  var channelsPerGroup: Int { channels / groups }
  /// The products of one input pixel.
  var productsPerPixel: Int { filtersPerGroup * window.tapCount }

  /// The input rows that are multiplied at a time: as many as keep the products within a cache.
  var tileHeight: Int {
    let rowCount = max(1, productsPerPixel * width)
    return min(height, max(1, (1 << 16) / rowCount))
  }
  /// The floats that the products of a tile need.
  var scratchCount: Int { productsPerPixel * width * tileHeight }
}

/// Computes a transposed convolution: every input pixel adds its multiple of the window to the
/// output (Dumoulin and Visin, 2016).
///
/// The products of all taps are one matrix product; adding them where they belong is the rest.
///
/// - Parameters:
///   - input: `[batch, channels, height, width]`
///   - weights: `[channels, filters / groups, window rows, window columns]`
///   - bias: `[filters]`
///   - output: `[batch, filters, output height, output width]`
func convolveTransposed(
  _ g: TransposedGeometry, input: UnsafePointer<Float>, weights: UnsafePointer<Float>,
  bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>,
  scratch: UnsafeMutablePointer<Float>
) {
  let (plane, outputPlane) = (g.height * g.width, g.outputHeight * g.outputWidth)
  for index in 0..<(g.batch * g.filters) {
    (output + index * outputPlane).update(
      repeating: bias.map { $0[index % g.filters] } ?? 0, count: outputPlane)
  }
  for image in 0..<g.batch {
    for group in 0..<g.groups {
      let firstChannel = image * g.channels + group * g.channelsPerGroup
      let firstFilter = image * g.filters + group * g.filtersPerGroup
      for y in stride(from: 0, to: g.height, by: g.tileHeight) {
        let rows = y..<min(g.height, y + g.tileHeight)
        multiply(
          rows: g.productsPerPixel, columns: rows.count * g.width, depth: g.channelsPerGroup,
          MatrixView(
            elements: weights + group * g.channelsPerGroup * g.productsPerPixel,
            rowStep: g.productsPerPixel, order: .transposed),
          MatrixView(elements: input + firstChannel * plane + y * g.width, rowStep: plane),
          into: scratch, rowStep: rows.count * g.width)
        addProducts(g, rows, scratch, to: output + firstFilter * outputPlane)
      }
    }
  }
}

/// Adds the products of some input rows to the output planes of a group.
private func addProducts(
  _ g: TransposedGeometry, _ rows: Range<Int>, _ products: UnsafePointer<Float>,
  to output: UnsafeMutablePointer<Float>
) {
  let (vertical, horizontal) = (g.window.rows, g.window.columns)
  var source = products
  for filter in 0..<g.filtersPerGroup {
    let target = output + filter * g.outputHeight * g.outputWidth
    for i in 0..<vertical.extent {
      for j in 0..<horizontal.extent {
        let inside = horizontal.positions(ofTap: j, input: g.outputWidth, output: g.width)
        let offset = j * horizontal.dilation - horizontal.before
        for y in rows {
          let line = y * vertical.step + i * vertical.dilation - vertical.before
          if line >= 0, line < g.outputHeight {
            let row = target + line * g.outputWidth
            for x in inside { row[x * horizontal.step + offset] += source[x] }
          }
          source += g.width
        }
      }
    }
  }
}
