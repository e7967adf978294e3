internal import Foundation

/// Writes the largest value under each position of a window; borders count as −∞.
///
/// - Parameters:
///   - planes: The number of channels of all images together.
///   - input: `[planes, height, width]`
///   - output: `[planes, output height, output width]`
func poolMaximum(
  planes: Int, height: Int, width: Int, _ window: Window, outputHeight: Int, outputWidth: Int,
  input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
) {
  for plane in 0..<planes {
    let source = input + plane * height * width
    for y in 0..<outputHeight {
      let row = output + (plane * outputHeight + y) * outputWidth
      row.update(repeating: -.infinity, count: outputWidth)
      for i in 0..<window.rows.extent {
        let line = y * window.rows.step + i * window.rows.dilation - window.rows.before
        guard line >= 0, line < height else { continue }
        for j in 0..<window.columns.extent {
          let inside = window.columns.positions(ofTap: j, input: width, output: outputWidth)
          let pixels = source + line * width
          let offset = j * window.columns.dilation - window.columns.before
          for x in inside { row[x] = max(row[x], pixels[x * window.columns.step + offset]) }
        }
      }
    }
  }
}

/// Writes the mean of each plane.
///
/// - Parameters:
///   - input: `[planes, size]`
///   - output: `[planes]`
func poolGlobalMean(
  planes: Int, size: Int, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
) {
  for plane in 0..<planes {
    var sum: Float = 0
    for i in 0..<size { sum += input[plane * size + i] }
    output[plane] = sum / Float(size)
  }
}

/// Writes the mean under each position of a window.
///
/// - Parameters:
///   - planes: The number of channels of all images together.
///   - countsBorder: Whether borders count as zeros; otherwise only pixels of the image count.
///   - input: `[planes, height, width]`
///   - output: `[planes, output height, output width]`
func poolMean(
  planes: Int, height: Int, width: Int, _ window: Window, outputHeight: Int, outputWidth: Int,
  countsBorder: Bool, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
) {
  poolSums(
    planes: planes, height: height, width: width, window, outputHeight: outputHeight,
    outputWidth: outputWidth, input: input, output: output
  ) {
    $0
  } finish: { row, y in
    let all = window.rows.extent * window.columns.extent
    let lines = window.rows.tapsInside(position: y, input: height)
    for x in 0..<outputWidth {
      let columns = window.columns.tapsInside(position: x, input: width)
      row[x] /= Float(countsBorder ? all : max(1, lines * columns))
    }
  }
}

/// Writes the *p*-norm under each position of a window, (Σ |x|ᵖ)^(1/p); borders count as zeros.
///
/// - Parameters:
///   - planes: The number of channels of all images together.
///   - power: p, at least 1.
///   - input: `[planes, height, width]`
///   - output: `[planes, output height, output width]`
func poolNorm(
  planes: Int, height: Int, width: Int, _ window: Window, outputHeight: Int, outputWidth: Int,
  power: Int, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
) {
  let exponent = Float(power)
  poolSums(
    planes: planes, height: height, width: width, window, outputHeight: outputHeight,
    outputWidth: outputWidth, input: input, output: output
  ) {
    power == 2 ? $0 * $0 : powf(abs($0), exponent)
  } finish: { row, _ in
    for x in 0..<outputWidth {
      row[x] = power == 2 ? row[x].squareRoot() : powf(row[x], 1 / exponent)
    }
  }
}

/// Adds up what `term` makes of the pixels under each position of a window, row by row.
///
/// - Parameter finish: Turns a row of sums, with its number, into a row of results.
@inline(__always)
private func poolSums(
  planes: Int, height: Int, width: Int, _ window: Window, outputHeight: Int, outputWidth: Int,
  input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, term: (Float) -> Float,
  finish: (UnsafeMutablePointer<Float>, Int) -> Void
) {
  for plane in 0..<planes {
    let source = input + plane * height * width
    for y in 0..<outputHeight {
      let row = output + (plane * outputHeight + y) * outputWidth
      row.update(repeating: 0, count: outputWidth)
      for i in 0..<window.rows.extent {
        let line = y * window.rows.step + i * window.rows.dilation - window.rows.before
        guard line >= 0, line < height else { continue }
        for j in 0..<window.columns.extent {
          let inside = window.columns.positions(ofTap: j, input: width, output: outputWidth)
          let pixels = source + line * width
          let offset = j * window.columns.dilation - window.columns.before
          for x in inside { row[x] += term(pixels[x * window.columns.step + offset]) }
        }
      }
      finish(row, y)
    }
  }
}

extension Window.Axis {
  /// How many of the window's taps lie inside the image at a position.
  fileprivate func tapsInside(position: Int, input: Int) -> Int {
    var count = 0
    for tap in 0..<extent {
      let place = position * step + tap * dilation - before
      if place >= 0, place < input { count += 1 }
    }
    return count
  }
}
