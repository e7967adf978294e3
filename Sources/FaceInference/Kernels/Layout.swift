/// Writes a tensor with its dimensions in another order.
///
/// - Parameters:
///   - shape: The output's extents.
///   - steps: The distance in the input between neighbours along each output dimension.
func transpose<Element>(
  shape: Shape, steps: [Int], _ input: UnsafePointer<Element>,
  into output: UnsafeMutablePointer<Element>
) {
  guard let inner = shape.last, let innerStep = steps.last else {
    output[0] = input[0]
    return
  }
  let outer = shape.dropLast()
  withUnsafeTemporaryAllocation(of: Int.self, capacity: max(1, outer.count)) { index in
    index.initialize(repeating: 0)
    var (source, target) = (0, 0)
    for _ in 0..<outer.reduce(1, *) {
      for i in 0..<inner { output[target + i] = input[source + i * innerStep] }
      target += inner
      for axis in outer.indices.reversed() {
        index[axis] += 1
        source += steps[axis]
        guard index[axis] == outer[axis] else { break }
        source -= outer[axis] * steps[axis]
        index[axis] = 0
      }
    }
  }
}

/// Where the pixels of an enlarged or shrunk image come from: nearest neighbours, per axis.
struct NearestSources: Sendable {
  /// The source row of each output row, and the source column of each output column.
  let rows: [Int]
  let columns: [Int]
}

/// Writes each plane enlarged or shrunk by taking the nearest pixel.
///
/// - Parameters:
///   - input: `[planes, height, width]`
///   - output: `[planes, sources.rows.count, sources.columns.count]`
func resizeNearest(
  planes: Int, height: Int, width: Int, _ sources: NearestSources, _ input: UnsafePointer<Float>,
  into output: UnsafeMutablePointer<Float>
) {
  var target = output
  for plane in 0..<planes {
    for row in sources.rows {
      let line = input + (plane * height + row) * width
      for x in sources.columns.indices { target[x] = line[sources.columns[x]] }
      target += sources.columns.count
    }
  }
}
