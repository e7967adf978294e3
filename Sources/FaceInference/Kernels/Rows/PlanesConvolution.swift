internal import CKernels

/// A convolution that reads an image of few channels where it lies, in planes.
///
/// Most windows lie in the image, and nothing is copied for them. Those that reach out of it see a
/// copy of some of its columns as lines, with zeros where there is no image.
final class PlanesConvolution: Sendable {
  /// The convolution of planes, and that of lines.
  private let direct: RowConvolution
  private let bordered: RowConvolution
  private let planes: RowLayout
  private let lines: RowLayout
  private let columns: Window.Axis
  /// The pixels of a row of results whose windows lie within the row.
  private let inside: Range<Int>

  /// The floats of working memory: a row of lines for each row that a window sees.
  var scratchCount: Int { bordered.order.rows * lines.rowStep }

  /// Makes a convolution of planes.
  ///
  /// - Parameters:
  ///   - bordered: The convolution of lines.
  ///   - lines: Their layout, with the border that the window needs.
  init(_ bordered: RowConvolution, _ planes: RowLayout, lines: RowLayout) {
    self.bordered = bordered
    self.planes = planes
    self.lines = lines
    direct = bordered.reading(planes, ahead: 2 * planes.rowStep)
    columns = bordered.columns
    let width = columns.outputExtent(planes.width)
    let first = min(width, (columns.before + columns.step - 1) / columns.step)
    let room = planes.width + columns.before - columns.reach
    let end = room < 0 ? first : min(width, room / columns.step + 1)
    inside = first..<max(first, end)
  }

  /// Returns the stages that do the same for an image from a source: lines of it as the convolution
  /// needs them, and the convolution of lines.
  func fromSource(like stage: RowStage) -> [RowStage] {
    [
      RowStage(work: .source, input: lines, output: lines, rows: .window(.one)),
      RowStage(
        work: .convolution(bordered), input: lines, output: stage.output, rows: stage.rows,
        residual: stage.residual),
    ]
  }

  /// Makes a row.
  func run(
    _ table: ck_kernels, _ rows: UnsafePointer<UnsafePointer<Float>?>, _ target: ck_target,
    _ memory: RowStage.Memory
  ) {
    let width = Int(target.width)
    let isInImage = (0..<bordered.order.rows).allSatisfy { rows[$0] != memory.zeros }
    let inside = isInImage ? self.inside : width..<width
    runLines(0..<inside.lowerBound, table, rows, target, memory)
    runLines(inside.upperBound..<width, table, rows, target, memory)
    guard !inside.isEmpty else { return }
    run(
      direct, table, { rows[$0].map { $0 + inside.lowerBound * columns.step - columns.before } },
      target.piece(inside.lowerBound, width: inside.count), memory)
  }

  /// Makes some pixels of a row by a copy of what their windows see.
  private func runLines(
    _ pixels: Range<Int>, _ table: ck_kernels, _ rows: UnsafePointer<UnsafePointer<Float>?>,
    _ target: ck_target, _ memory: RowStage.Memory
  ) {
    guard let first = pixels.first, let last = pixels.last else { return }
    let start = first * columns.step
    // Columns of lines: those of the image, after the border before it.
    let seen = start..<(last * columns.step + columns.reach)
    // Those of them that the image has.
    let given = seen.clamped(to: columns.before..<(columns.before + planes.width))
    for row in 0..<bordered.order.rows {
      let source = rows[row].flatMap { $0 == memory.zeros ? nil : $0 }
      for channel in 0..<planes.channels {
        let line = memory.middle + row * lines.rowStep + channel * lines.blockStep
        (line + start).update(repeating: 0, count: seen.count)
        if let source, !given.isEmpty {
          let plane = source + channel * planes.blockStep
          (line + given.lowerBound).update(
            from: plane + given.lowerBound - columns.before, count: given.count)
        }
      }
    }
    run(
      bordered, table, { UnsafePointer(memory.middle + $0 * lines.rowStep + start) },
      target.piece(first, width: pixels.count), memory)
  }

  private func run(
    _ convolution: RowConvolution, _ table: ck_kernels, _ row: (Int) -> UnsafePointer<Float>?,
    _ target: ck_target, _ memory: RowStage.Memory
  ) {
    let count = convolution.order.rows
    withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: count) { rows in
      guard let base = rows.baseAddress else { return }
      for index in 0..<count { rows.initializeElement(at: index, to: row(index)) }
      convolution.run(table, base, target, memory.middle)
    }
  }
}
