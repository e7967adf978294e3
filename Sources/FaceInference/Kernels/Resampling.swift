/// Where the pixels of an enlarged or shrunk image come from: nearest neighbours, per axis.
struct NearestSources: Sendable {
  /// The source row of each output row, and the source column of each output column; `nil` where
  /// it lies outside the image.
  let rows: [Int?]
  let columns: [Int?]
}

/// Writes each plane enlarged or shrunk by taking the nearest pixel.
///
/// - Parameters:
///   - outside: What positions outside the image show.
///   - input: `[planes, height, width]`
///   - output: `[planes, sources.rows.count, sources.columns.count]`
func resizeNearest(
  planes: Int, height: Int, width: Int, _ sources: NearestSources, outside: Float,
  _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>
) {
  let columns = sources.columns
  let inside = columns.compactMap { $0 }
  var target = output
  for plane in 0..<planes {
    for row in sources.rows {
      if let row {
        let line = input + (plane * height + row) * width
        if inside.count == columns.count {
          for x in inside.indices { target[x] = line[inside[x]] }
        } else {
          for x in columns.indices { target[x] = columns[x].map { line[$0] } ?? outside }
        }
      } else {
        target.update(repeating: outside, count: columns.count)
      }
      target += columns.count
    }
  }
}

/// The weighted source pixels of each output pixel along one axis.
struct FilterTaps: Sendable {
  /// How many source pixels an output pixel is made of.
  let tapCount: Int
  /// The source pixels of each output pixel, `tapCount` each.
  let indices: [Int]
  /// Their weights.
  let weights: [Float]
  /// The output pixels that lie outside the source.
  let outside: [Int]

  /// The number of output pixels.
  var count: Int { indices.count / max(1, tapCount) }
}

/// Writes each plane resized by weighted sums, first down the columns and then along the rows.
///
/// - Parameters:
///   - outside: What positions outside the image show.
///   - input: `[planes, height, width]`
///   - output: `[planes, rows.count, columns.count]`
///   - scratch: `[width]`
func resizeFiltered(
  planes: Int, height: Int, width: Int, rows: FilterTaps, columns: FilterTaps, outside: Float,
  _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>,
  scratch: UnsafeMutablePointer<Float>
) {
  let (lines, pixels) = (rows.count, columns.count)
  for plane in 0..<planes {
    let source = input + plane * height * width
    for y in 0..<lines {
      scratch.update(repeating: 0, count: width)
      for tap in (y * rows.tapCount)..<((y + 1) * rows.tapCount) {
        let (line, weight) = (source + rows.indices[tap] * width, rows.weights[tap])
        for x in 0..<width { scratch[x] += weight * line[x] }
      }
      filterRow(columns, scratch, into: output + (plane * lines + y) * pixels)
    }
    let target = output + plane * lines * pixels
    for y in rows.outside { (target + y * pixels).update(repeating: outside, count: pixels) }
    for x in columns.outside {
      for y in 0..<lines { target[y * pixels + x] = outside }
    }
  }
}

@inline(__always)
private func filterRow(
  _ columns: FilterTaps, _ line: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
) {
  let taps = columns.tapCount
  columns.indices.withUnsafeBufferPointer { indices in
    columns.weights.withUnsafeBufferPointer { weights in
      for x in 0..<columns.count {
        var sum: Float = 0
        for tap in (x * taps)..<((x + 1) * taps) { sum += weights[tap] * line[indices[tap]] }
        target[x] = sum
      }
    }
  }
}
