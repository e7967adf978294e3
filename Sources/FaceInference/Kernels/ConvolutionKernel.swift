/// What follows the sum of a convolution, in the same pass over its result.
package struct ConvolutionEpilogue {
  /// Added to each filter's plane, `[filters]`.
  package var bias: UnsafePointer<Float>?
  /// Added value by value, of the output's shape.
  package var residual: UnsafePointer<Float>?
  package var activation = Activation.none
  /// The slope of each filter's negative values, `[filters]`; takes the place of `activation`.
  package var slopes: UnsafePointer<Float>?

  package init(
    bias: UnsafePointer<Float>? = nil, residual: UnsafePointer<Float>? = nil,
    activation: Activation = .none, slopes: UnsafePointer<Float>? = nil
  ) {
    self.bias = bias
    self.residual = residual
    self.activation = activation
    self.slopes = slopes
  }
}

/// How many floats of a tile's columns and results are to lie in the cache together (1 MiB).
private let tileBudget = 1 << 18

/// Returns how many output pixels are computed in one matrix product.
func convolutionTile(_ g: ConvolutionGeometry) -> Int {
  let depth = g.channelsPerGroup * g.window.tapCount
  let fitting = tileBudget / max(1, depth + g.filtersPerGroup)
  return min(g.outputPlane, max(256, fitting))
}

/// Returns how many floats ``convolve`` needs for unrolled windows.
package func convolutionScratchCount(_ g: ConvolutionGeometry) -> Int {
  g.isDepthwise || g.isPointwise
    ? 0 : g.channelsPerGroup * g.window.tapCount * convolutionTile(g)
}

/// Computes a convolution as matrix products, tile by tile.
///
/// Each group's filters are a matrix `[filters, channels · taps]`; the windows of a tile of output
/// pixels are unrolled into the columns of another (the image itself is, for one-pixel windows).
/// Bias, residual and activation follow while the tile is in the cache.
///
/// - Parameters:
///   - input: `[batch, channels, height, width]`
///   - weights: `[filters, channels / groups, window rows, window columns]`
///   - output: `[batch, filters, output height, output width]`
///   - scratch: As many floats as ``convolutionScratchCount`` says.
package func convolve(
  _ g: ConvolutionGeometry, input: UnsafePointer<Float>, weights: UnsafePointer<Float>,
  _ epilogue: ConvolutionEpilogue, output: UnsafeMutablePointer<Float>,
  scratch: UnsafeMutablePointer<Float>
) {
  let tile = convolutionTile(g)
  let depth = g.channelsPerGroup * g.window.tapCount
  for image in 0..<g.batch {
    for group in 0..<g.groups {
      let planes = input + (image * g.channels + group * g.channelsPerGroup) * g.inputPlane
      let filter = group * g.filtersPerGroup
      let result = (image * g.filters + filter) * g.outputPlane
      for first in stride(from: 0, to: g.outputPlane, by: tile) {
        let pixels = first..<min(first + tile, g.outputPlane)
        let columns =
          g.isPointwise
          ? MatrixView(elements: planes + first, rowStep: g.inputPlane)
          : unrolled(g, planes, pixels, into: scratch)
        multiply(
          rows: g.filtersPerGroup, columns: pixels.count, depth: depth,
          MatrixView(elements: weights + filter * depth, rowStep: depth), columns,
          into: output + result + first, rowStep: g.outputPlane)
        finish(epilogue, g, filter, output, result + first, count: pixels.count)
      }
    }
  }
}

/// Applies an epilogue to a tile of every filter of a group.
private func finish(
  _ epilogue: ConvolutionEpilogue, _ g: ConvolutionGeometry, _ firstFilter: Int,
  _ output: UnsafeMutablePointer<Float>, _ offset: Int, count: Int
) {
  for row in 0..<g.filtersPerGroup {
    let start = offset + row * g.outputPlane
    finishRow(
      epilogue, filter: firstFilter + row, output + start,
      residual: epilogue.residual.map { $0 + start }, count: count, addsBias: true)
  }
}

/// Applies an epilogue to `count` neighbouring values of one filter.
@inline(__always)
func finishRow(
  _ epilogue: ConvolutionEpilogue, filter: Int, _ values: UnsafeMutablePointer<Float>,
  residual: UnsafePointer<Float>?, count: Int, addsBias: Bool
) {
  let bias = addsBias ? epilogue.bias.map { $0[filter] } ?? 0 : 0
  if let residual {
    for i in 0..<count { values[i] += bias + residual[i] }
  } else if bias != 0 {
    for i in 0..<count { values[i] += bias }
  }
  if let slopes = epilogue.slopes {
    activate(values, count: count, .leakyRelu(slope: slopes[filter]))
  } else {
    activate(values, count: count, epilogue.activation)
  }
}

/// Writes the windows of some output pixels as the columns of a matrix
/// `[channels · taps, pixels]`, with zeros where a window reaches into the border.
private func unrolled(
  _ g: ConvolutionGeometry, _ planes: UnsafePointer<Float>, _ pixels: Range<Int>,
  into scratch: UnsafeMutablePointer<Float>
) -> MatrixView {
  var row = scratch
  for channel in 0..<g.channelsPerGroup {
    let plane = planes + channel * g.inputPlane
    for i in 0..<g.window.rows.extent {
      for j in 0..<g.window.columns.extent {
        unrollTap(g, plane, i, j, pixels, into: row)
        row += pixels.count
      }
    }
  }
  return MatrixView(elements: scratch, rowStep: pixels.count)
}

/// Writes what one tap of the window sees at some output pixels.
private func unrollTap(
  _ g: ConvolutionGeometry, _ plane: UnsafePointer<Float>, _ i: Int, _ j: Int,
  _ pixels: Range<Int>, into row: UnsafeMutablePointer<Float>
) {
  let (rows, columns) = (g.window.rows, g.window.columns)
  let insideRows = rows.positions(ofTap: i, input: g.height, output: g.outputHeight)
  let insideColumns = columns.positions(ofTap: j, input: g.width, output: g.outputWidth)
  var target = row
  var pixel = pixels.lowerBound
  while pixel < pixels.upperBound {
    let (y, x) = pixel.quotientAndRemainder(dividingBy: g.outputWidth)
    let run = min(g.outputWidth - x, pixels.upperBound - pixel)
    let inside = insideRows.contains(y) ? insideColumns.clamped(to: x..<(x + run)) : 0..<0
    if inside.isEmpty {
      target.update(repeating: 0, count: run)
    } else {
      target.update(repeating: 0, count: inside.lowerBound - x)
      let source =
        plane + (y * rows.step + i * rows.dilation - rows.before) * g.width
        + (j * columns.dilation - columns.before)
      let shifted = target - x
      if columns.step == 1 {
        (shifted + inside.lowerBound).update(from: source + inside.lowerBound, count: inside.count)
      } else {
        for position in inside { shifted[position] = source[position * columns.step] }
      }
      let tail = x + run - inside.upperBound
      (shifted + inside.upperBound).update(repeating: 0, count: tail)
    }
    target += run
    pixel += run
  }
}
