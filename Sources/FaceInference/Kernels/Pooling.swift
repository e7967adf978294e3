internal import Foundation

/// The planes that a pool's window slides over, and the size of what it makes of them.
struct PoolGeometry: Sendable {
  /// The number of channels of all images together.
  var planes: Int
  var height: Int
  var width: Int
  var window: Window
  var outputHeight: Int
  var outputWidth: Int
  /// The rows and columns up to which a border counts, when borders count: those of the image and
  /// of the border that was asked for, not of the one that rounding up added.
  var paddedHeight: Int
  var paddedWidth: Int
}

/// Writes the largest value under each position of a window; borders count as −∞.
///
/// - Parameters:
///   - input: `[planes, height, width]`
///   - output: `[planes, output height, output width]`
func poolMaximum(
  _ g: PoolGeometry, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
) {
  pool(g, start: -.infinity, input: input, output: output) {
    max($0, $1)
  } finish: { _, _ in
  }
}

/// Writes the mean under each position of a window.
///
/// - Parameters:
///   - countsBorder: Whether borders count as zeros; otherwise only pixels of the image count.
///   - input: `[planes, height, width]`
///   - output: `[planes, output height, output width]`
///   - scratch: `[output width]`
func poolMean(
  _ g: PoolGeometry, countsBorder: Bool, input: UnsafePointer<Float>,
  output: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
) {
  let (rows, columns) = (g.window.rows, g.window.columns)
  for x in 0..<g.outputWidth {
    let taps =
      countsBorder
      ? columns.taps(ofPosition: x, from: -columns.before, to: g.paddedWidth)
      : columns.taps(ofPosition: x, from: 0, to: g.width)
    scratch[x] = Float(taps.count)
  }
  pool(g, start: 0, input: input, output: output) {
    $0 + $1
  } finish: { row, y in
    let taps =
      countsBorder
      ? rows.taps(ofPosition: y, from: -rows.before, to: g.paddedHeight)
      : rows.taps(ofPosition: y, from: 0, to: g.height)
    let lines = Float(taps.count)
    for x in 0..<g.outputWidth { row[x] /= max(1, lines * scratch[x]) }
  }
}

/// Writes the *p*-norm under each position of a window, (Σ |x|ᵖ)^(1/p); borders count as zeros.
///
/// - Parameters:
///   - power: p, at least 1.
///   - input: `[planes, height, width]`
///   - output: `[planes, output height, output width]`
func poolNorm(
  _ g: PoolGeometry, power: Int, input: UnsafePointer<Float>,
  output: UnsafeMutablePointer<Float>
) {
  let exponent = Float(power)
  pool(g, start: 0, input: input, output: output) {
    $0 + (power == 2 ? $1 * $1 : powf(abs($1), exponent))
  } finish: { row, _ in
    for x in 0..<g.outputWidth {
      row[x] = power == 2 ? row[x].squareRoot() : powf(row[x], 1 / exponent)
    }
  }
}

/// Gathers the pixels under each position of a window, row by row.
///
/// - Parameters:
///   - start: What is there before the first pixel.
///   - take: What becomes of that by one more pixel.
///   - finish: Turns a row of results, with its number, into the final one.
@inline(__always)
private func pool(
  _ g: PoolGeometry, start: Float, input: UnsafePointer<Float>,
  output: UnsafeMutablePointer<Float>, take: (Float, Float) -> Float,
  finish: (UnsafeMutablePointer<Float>, Int) -> Void
) {
  let (rows, columns) = (g.window.rows, g.window.columns)
  for plane in 0..<g.planes {
    let source = input + plane * g.height * g.width
    for y in 0..<g.outputHeight {
      let row = output + (plane * g.outputHeight + y) * g.outputWidth
      row.update(repeating: start, count: g.outputWidth)
      for i in rows.taps(ofPosition: y, from: 0, to: g.height) {
        let pixels = source + (y * rows.step + i * rows.dilation - rows.before) * g.width
        for j in columns.taps(reaching: g.width, output: g.outputWidth) {
          let inside = columns.positions(ofTap: j, input: g.width, output: g.outputWidth)
          let offset = j * columns.dilation - columns.before
          for x in inside { row[x] = take(row[x], pixels[x * columns.step + offset]) }
        }
      }
      finish(row, y)
    }
  }
}
