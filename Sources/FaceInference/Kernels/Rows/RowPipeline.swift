internal import CKernels

/// Operations that follow each other, run row by row: each makes a row as soon as the next needs
/// it, so that what lies between two operations is a few rows that stay in the cache.
struct RowPipeline: Sendable {
  private let runners: [RowRunner]
  private let batch: Int
  /// The floats of working memory: a row of zeros, the rows between stages, and what lies between two
  /// operations of a stage.
  let scratchCount: Int
  /// Where the last begins.
  private let middle: Int
  private let kernels: VectorKernels
  /// The most rows that a stage sees.
  private let largestCount: Int

  /// Makes a pipeline of stages, some of which become one.
  init(_ separate: [RowStage], batch: Int, _ kernels: VectorKernels) {
    let stages = Self.joined(separate)
    self.batch = batch
    self.kernels = kernels
    largestCount = stages.map(\.rows.count).max() ?? 1
    let strips = Self.strips(stages)
    var end = Self.aligned(stages.map(\.input.rowStep).max() ?? 0)
    var runners: [RowRunner] = []
    var input = RowRunner.Ring.image
    for (index, stage) in stages.enumerated() {
      var output = RowRunner.Ring.image
      if index + 1 < stages.count {
        let next = stages[index + 1]
        // Of rows that are made at once, the last may come before it is needed.
        let early = strips[index].isInTime ? 0 : stage.strip - 1
        // All of them are written before any is read, also those that the next stage passes over.
        let kept = max(next.rows.reach + early, stage.strip)
        let capacity = min(kept, max(1, next.input.height))
        output = RowRunner.Ring(start: end, capacity: capacity)
        end += Self.aligned(capacity * stage.output.rowStep)
      }
      let first = strips[index].beginsWithOne ? 1 : stage.strip
      runners.append(RowRunner(stage, firstStrip: first, input: input, output: output))
      input = output
    }
    self.runners = runners
    middle = end
    scratchCount = end + (stages.map(\.middleCount).max() ?? 0)
  }

  /// Rounds up to a cache line.
  private static func aligned(_ count: Int) -> Int {
    (count + blockSize - 1) / blockSize * blockSize
  }

  /// How the rows of a stage fall into strips.
  private struct Strips {
    /// Whether the first row is a strip of its own.
    var beginsWithOne = false
    /// Whether each strip ends with the last row that the next stage needs then, so that no row is
    /// made, and kept, before it is needed.
    var isInTime = true
  }

  /// Chooses strips of two rows, from the last stage to the first.
  private static func strips(_ stages: [RowStage]) -> [Strips] {
    var strips = stages.map { _ in Strips() }
    for index in stages.indices.dropLast().reversed() where stages[index].strip == 2 {
      let next = stages[index + 1]
      guard case .window(let axis) = next.rows, (next.strip * axis.step).isMultiple(of: 2) else {
        strips[index].isInTime = false
        continue
      }
      // The first row of the next stage's strips, 0 or 1, and the last that it needs for one.
      let y = strips[index + 1].beginsWithOne ? 1 : 0
      strips[index].beginsWithOne = next.rows.row(axis.extent - 1, for: y).isMultiple(of: 2)
    }
    return strips
  }

  /// Returns stages of which some are one with those that read them.
  private static func joined(_ stages: [RowStage]) -> [RowStage] {
    var joined: [RowStage] = []
    for stage in stages {
      if let last = joined.last, let both = last.joined(with: stage) {
        joined[joined.count - 1] = both
      } else {
        joined.append(stage)
      }
    }
    return joined
  }

  /// The memory of a run.
  struct Operands {
    /// The image, where the first stage does not take it from a source.
    let input: UnsafePointer<Float>?
    let source: (any RowSource)?
    let output: UnsafeMutablePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
    /// The operand that a stage adds.
    let residual: (Int) -> UnsafePointer<Float>?
  }

  func run(_ operands: Operands) {
    guard let first = runners.first else { return }
    // The row outside the image.
    operands.scratch.update(repeating: 0, count: first.outputRing.start ?? middle)
    for runner in runners { runner.clearBorders(operands.scratch) }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: runners.count) { made in
      withUnsafeTemporaryAllocation(
        of: UnsafePointer<Float>?.self, capacity: max(1, largestCount)
      ) { rows in
        guard let made = made.baseAddress, let rows = rows.baseAddress else { return }
        rows.initialize(repeating: nil, count: largestCount)
        for image in 0..<batch {
          made.initialize(repeating: 0, count: runners.count)
          let memory = RowRunner.Memory(
            image: image, operands: operands, middle: operands.scratch + middle)
          let run = ImageRun(made: made, rows: rows, memory: memory)
          let last = runners.count - 1
          while made[last] < runners[last].outputHeight { make(last, run) }
        }
      }
    }
  }

  private struct ImageRun {
    /// How many rows each stage has made.
    let made: UnsafeMutablePointer<Int>
    let rows: UnsafeMutablePointer<UnsafePointer<Float>?>
    let memory: RowRunner.Memory
  }

  /// Makes the next row of a stage, or the next two, after the rows that they need.
  private func make(_ index: Int, _ run: ImageRun) {
    let runner = runners[index]
    let y = run.made[index]
    let strip = y == 0 ? runner.firstStrip : runner.strip
    if index > 0 {
      let needed = runner.lastNeeded(y, count: strip)
      while run.made[index - 1] <= needed { make(index - 1, run) }
    }
    let count = min(strip, runner.outputHeight - y)
    runner.make(y, count: count, kernels, run.rows, run.memory)
    run.made[index] = y + count
  }
}
