/// A step of a plan while layouts are chosen.
enum LoweredStep {
  /// As it was, on images in planes.
  case plain(DraftStep)
  /// As stages that work row by row.
  case rows(RowSteps)

  /// The buffers that it reads.
  var reads: [Int] {
    switch self {
    case .plain(let step): step.reads
    case .rows(let rows): rows.reads
    }
  }
}

/// Stages in the making, which steps of the plan may join.
struct RowSteps {
  /// The most floats that rows between stages may take: 1.6 MB, beyond what a core has of
  /// second-level cache, because a row is used again before most others are.
  ///
  /// Measured on YuNet at 1280×960: 44 ms with 0.6 MB, 41 ms with 1 MB, 38 ms from 1.6 MB on.
  private static let largestScratchCount = 400 << 10
  /// The most stages that are joined: each waits for the one before, a call deeper.
  private static let mostStages = 64

  var stages: [RowStage]
  let batch: Int
  /// The buffers of the image and of what the stages add.
  var inputs: [Int]
  /// Whether the image comes from a source, and lies in no buffer.
  private(set) var readsSource = false
  let output: Int
  let shape: Shape

  init(
    stages: [RowStage], batch: Int, source: Int, addend: Int? = nil, output: Int, shape: Shape
  ) {
    self.stages = stages
    self.batch = batch
    self.output = output
    self.shape = shape
    inputs = [source]
    if let addend {
      inputs.append(addend)
      self.stages[stages.count - 1].residual = 1
    }
  }

  /// The buffers that they read.
  var reads: [Int] { Array(readsSource ? inputs.dropFirst() : inputs[...]) }

  /// Returns these stages on an image from a source, or `nil` where they do not begin with a
  /// convolution of planes, or read it as images of other extents (it was reshaped).
  func from(_ source: SourceStep) -> RowSteps? {
    guard let first = stages.first, case .planes(let convolution) = first.work, batch == 1,
      source.shape.count == 4, source.shape[0] == 1,
      first.input == RowLayout(.planes, source.shape)
    else { return nil }
    var steps = self
    steps.stages = convolution.fromSource(like: first) + stages.dropFirst()
    steps.readsSource = true
    return steps
  }

  /// Returns these stages followed by those that read their result, or `nil` when they read it as
  /// images of other extents (it was reshaped), or the rows between them would not fit in the cache.
  func followed(by next: RowSteps, _ kernels: VectorKernels) -> RowSteps? {
    var joined = next
    var first = stages
    guard batch == next.batch, stages.count + next.stages.count <= Self.mostStages,
      let copy = next.stages.first, let last = first.last,
      // A plane's rows are not one after another, so none can be kept apart.
      last.output == copy.input, last.output.kind != .planes
    else { return nil }
    var rest = next.stages
    if copy.isCopy, rest.count > 1, last.output.kind == .blocks, last.canFinish {
      // The stage before can write between the borders itself.
      first[first.count - 1].output = copy.output
      rest.removeFirst()
    }
    let shift = inputs.count - 1
    for index in rest.indices { rest[index].residual = rest[index].residual.map { $0 + shift } }
    joined.stages = first + rest
    joined.readsSource = readsSource
    joined.inputs = inputs + next.inputs.dropFirst()
    let pipeline = RowPipeline(joined.stages, batch: batch, kernels)
    return pipeline.scratchCount <= Self.largestScratchCount ? joined : nil
  }

  func draft(_ kernels: VectorKernels) -> DraftStep {
    DraftStep(
      operation: PipelineStep(
        pipeline: RowPipeline(stages, batch: batch, kernels), outputShapes: [shape]),
      inputs: [readsSource ? nil : .buffer(inputs[0])] + inputs.dropFirst().map { .buffer($0) },
      outputs: [output])
  }
}
