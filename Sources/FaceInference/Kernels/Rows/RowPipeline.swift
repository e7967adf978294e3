internal import CKernels

/// Operations that follow each other, run row by row: each makes a row as soon as the next needs
/// it, so that what lies between two operations is a few rows that stay in the cache.
struct RowPipeline: Sendable {
  /// The rows that are kept between a stage and the next.
  struct Ring: Sendable {
    /// The place in the working memory, in floats.
    let start: Int
    /// The number of rows.
    let capacity: Int
  }

  let stages: [RowStage]
  let batch: Int
  /// One for each stage but the last.
  let rings: [Ring]
  /// The floats of working memory: a row of zeros, then the rings.
  let scratchCount: Int
  private let kernels: VectorKernels
  /// The most rows that a stage sees.
  private let largestCount: Int

  init(_ stages: [RowStage], batch: Int, _ kernels: VectorKernels) {
    self.stages = stages
    self.batch = batch
    self.kernels = kernels
    largestCount = stages.map(\.rows.count).max() ?? 1
    var end = stages.map(\.input.rowStep).max() ?? 0
    end = (end + blockSize - 1) / blockSize * blockSize
    var rings: [Ring] = []
    for (stage, next) in zip(stages, stages.dropFirst()) {
      let capacity = min(next.rows.reach, max(1, next.input.height))
      rings.append(Ring(start: end, capacity: capacity))
      end += (capacity * stage.output.rowStep + blockSize - 1) / blockSize * blockSize
    }
    self.rings = rings
    scratchCount = end
  }

  /// The memory of a run.
  struct Operands {
    let input: UnsafePointer<Float>
    let output: UnsafeMutablePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
    /// The operand that a stage adds.
    let residual: (Int) -> UnsafePointer<Float>?
  }

  func run(_ operands: Operands) {
    prepare(operands.scratch)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: stages.count) { made in
      withUnsafeTemporaryAllocation(
        of: UnsafePointer<Float>?.self, capacity: max(1, largestCount)
      ) { rows in
        guard let made = made.baseAddress, let rows = rows.baseAddress, let last = stages.last
        else { return }
        rows.initialize(repeating: nil, count: largestCount)
        for image in 0..<batch {
          made.initialize(repeating: 0, count: stages.count)
          let run = ImageRun(image: image, operands: operands, made: made, rows: rows)
          for y in 0..<last.output.height { make(y, stages.count - 1, run) }
        }
      }
    }
  }

  private struct ImageRun {
    let image: Int
    let operands: Operands
    /// How many rows each stage has made.
    let made: UnsafeMutablePointer<Int>
    let rows: UnsafeMutablePointer<UnsafePointer<Float>?>
  }

  /// Writes the zeros that are read: those of borders, and the row outside the image.
  private func prepare(_ scratch: UnsafeMutablePointer<Float>) {
    scratch.update(repeating: 0, count: rings.first?.start ?? scratchCount)
    for (stage, ring) in zip(stages, rings) where !stage.output.border.isEmpty {
      let count = ring.capacity * stage.output.rowStep
      (scratch + ring.start).update(repeating: 0, count: count)
    }
  }

  /// Makes row `y` of a stage, after the rows that it needs.
  private func make(_ y: Int, _ index: Int, _ run: ImageRun) {
    let stage = stages[index]
    let taps = stage.rows.count
    if index > 0 {
      let needed = min(stage.rows.row(taps - 1, for: y), stage.input.height - 1)
      while run.made[index - 1] <= needed { make(run.made[index - 1], index - 1, run) }
    }
    let count = gather(y, index, run)
    if count > 0 { stage.run(kernels, run.rows, count: count, target(y, index, run)) }
    run.made[index] = y + 1
  }

  /// Finds the rows that a stage sees; returns their number.
  private func gather(_ y: Int, _ index: Int, _ run: ImageRun) -> Int {
    let stage = stages[index]
    let skipsOutside = if case .maximum = stage.work { true } else { false }
    let zeros = UnsafePointer(run.operands.scratch)
    var count = 0
    for tap in 0..<stage.rows.count {
      let row = stage.rows.row(tap, for: y)
      if row < 0 || row >= stage.input.height {
        guard !skipsOutside else { continue }
        run.rows[count] = zeros
      } else if index == 0 {
        let start = run.image * stage.input.imageStep + row * stage.input.rowStep
        run.rows[count] = run.operands.input + start
      } else {
        let ring = rings[index - 1]
        let start = ring.start + row % ring.capacity * stage.input.rowStep
        run.rows[count] = zeros + start
      }
      count += 1
    }
    return count
  }

  /// Finds the place of a stage's result.
  private func target(_ y: Int, _ index: Int, _ run: ImageRun) -> ck_target {
    let stage = stages[index]
    let layout = stage.output
    var output: UnsafeMutablePointer<Float>
    if index == stages.count - 1 {
      output = run.operands.output + run.image * layout.imageStep + y * layout.rowStep
    } else {
      let ring = rings[index]
      output = run.operands.scratch + ring.start + y % ring.capacity * layout.rowStep
    }
    output += layout.origin
    var target = ck_target(
      output: output, block_step: layout.blockStep, residual: nil, residual_block_step: 0,
      width: Int32(layout.width), is_half: layout.kind == .halves ? 1 : 0)
    if let operand = stage.residual, let added = run.operands.residual(operand) {
      // What is added lies in blocks without borders.
      let step = layout.width * blockSize
      target.residual_block_step = step
      target.residual = added + (run.image * layout.height + y) * layout.blocks * step
    }
    return target
  }
}
