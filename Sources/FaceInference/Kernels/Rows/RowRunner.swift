internal import CKernels

/// A stage of a pipeline with what its runs take, worked out once: there are thousands of rows, and
/// many are made in a microsecond.
///
/// `@unchecked Sendable`: it is immutable, and its target points nowhere before a row is made.
final class RowRunner: @unchecked Sendable {
  /// Where rows lie between two stages: each takes the place of one that is needed no more.
  struct Ring: Sendable {
    /// The place in the working memory, in floats; that of an image when `nil`.
    let start: Int?
    /// The number of rows.
    let capacity: Int

    /// The rows of a whole image.
    static let image = Ring(start: nil, capacity: .max)
  }

  let stage: RowStage
  /// The rows that are made at once, at first and then.
  let firstStrip: Int
  let strip: Int
  let outputHeight: Int
  private let input: Ring
  /// The rows that are made.
  let outputRing: Ring
  private let inputHeight: Int
  private let inputSteps: Steps
  private let outputSteps: Steps
  private let origin: Int
  private let taps: Int
  private let skipsOutside: Bool
  private let target: ck_target

  /// Floats from one row, and image, to the next.
  private struct Steps {
    let row: Int
    let image: Int

    init(_ layout: RowLayout) { (row, image) = (layout.rowStep, layout.imageStep) }
  }

  init(_ stage: RowStage, firstStrip: Int, input: Ring, output: Ring) {
    self.stage = stage
    self.firstStrip = firstStrip
    self.input = input
    outputRing = output
    strip = stage.strip
    inputHeight = stage.input.height
    outputHeight = stage.output.height
    inputSteps = Steps(stage.input)
    outputSteps = Steps(stage.output)
    origin = stage.output.origin
    taps = stage.rows.count
    skipsOutside = if case .maximum = stage.work { true } else { false }
    let layout = stage.output
    target = ck_target(
      output: nil, block_step: layout.blockStep, residual: nil,
      // What is added lies in blocks without borders.
      residual_block_step: layout.width * blockSize, width: Int32(layout.width),
      is_half: layout.kind == .halves ? 1 : 0)
  }

  /// Writes the zeros between which rows are made, where they lie in the working memory.
  func clearBorders(_ scratch: UnsafeMutablePointer<Float>) {
    guard let start = outputRing.start, !stage.output.border.isEmpty else { return }
    // In floats, as two values of bfloat16 have the room of one.
    let layout = stage.output
    let pieces = layout.kind == .lines ? layout.channels : layout.blocks
    let step = layout.rowStep / pieces
    let right = step - layout.origin - layout.width * step / layout.columns
    for block in 0..<(outputRing.capacity * pieces) {
      let columns = scratch + start + block * step
      columns.update(repeating: 0, count: origin)
      (columns + step - right).update(repeating: 0, count: right)
    }
  }

  /// The memory of a run over one image.
  struct Memory {
    let image: Int
    let operands: RowPipeline.Operands
    /// Where the stages' common memory begins.
    let middle: UnsafeMutablePointer<Float>

    /// What rows outside the image are given as.
    var zeros: UnsafePointer<Float> { UnsafePointer(operands.scratch) }
  }

  /// The last row that is needed for `count` rows from row `y` on, less than the image's height.
  func lastNeeded(_ y: Int, count: Int) -> Int {
    min(stage.rows.row(taps - 1 - (strip - count), for: y), inputHeight - 1)
  }

  /// Makes `count` rows from row `y` on, of rows that are there.
  ///
  /// - Parameter rows: Room for as many pointers as the stage sees rows.
  func make(
    _ y: Int, count: Int, _ kernels: VectorKernels,
    _ rows: UnsafeMutablePointer<UnsafePointer<Float>?>, _ memory: Memory
  ) {
    if case .source = stage.work {
      guard let source = memory.operands.source, let start = target(y, memory).output else {
        preconditionFailure("a run of a plan from a source has one")
      }
      source.write(y, to: start, step: stage.output.blockStep)
      return
    }
    let seen = gather(y, rows, memory)
    guard seen > 0 else { return }
    let first = target(y, memory)
    let targets = StripTargets(
      first: first, second: count == 2 ? target(y + 1, memory) : first, count: count)
    stage.run(
      kernels, rows, count: seen, targets,
      RowStage.Memory(zeros: memory.zeros, middle: memory.middle))
  }

  /// Finds the rows that the stage sees; returns their number.
  private func gather(
    _ y: Int, _ rows: UnsafeMutablePointer<UnsafePointer<Float>?>, _ memory: Memory
  ) -> Int {
    let image = memory.operands.input.map { $0 + memory.image * inputSteps.image }
    guard let source = input.start.map({ memory.zeros + $0 }) ?? image else {
      preconditionFailure("an image was planned, where no source was")
    }
    var count = 0
    for tap in 0..<taps {
      let row = stage.rows.row(tap, for: y)
      if row >= 0, row < inputHeight {
        rows[count] = source + row % input.capacity * inputSteps.row
      } else if skipsOutside {
        continue
      } else {
        rows[count] = memory.zeros
      }
      count += 1
    }
    return count
  }

  /// Finds the place of a row that is made.
  private func target(_ y: Int, _ memory: Memory) -> ck_target {
    var target = target
    let start =
      outputRing.start.map { memory.operands.scratch + $0 }
      ?? memory.operands.output + memory.image * outputSteps.image
    target.output = start + y % outputRing.capacity * outputSteps.row + origin
    if let operand = stage.residual, let added = memory.operands.residual(operand) {
      let row = memory.image * outputHeight + y
      target.residual = added + row * stage.output.blocks * target.residual_block_step
    }
    return target
  }
}
