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
