/// Chooses for each step of a plan whether it runs row by row on blocks of channels, converts
/// layouts where two choices meet, and joins steps into pipelines.
struct RowLowering {
  /// The floats of each buffer.
  private(set) var counts: [Int]
  private(set) var steps: [LoweredStep] = []
  private let settings: Settings
  private let weights: WeightPool
  /// The extents of the images that lie in blocks, by buffer.
  private var blocked: [Int: Shape] = [:]
  /// Copies of buffers in the other layout.
  private var planeCopies: [Int: Int] = [:]
  private var blockCopies: [BlockKey: Int] = [:]

  private struct BlockKey: Hashable {
    let buffer: Int
    let shape: Shape
  }

  /// What plans of one network have in common.
  struct Settings: Sendable {
    let kernels: VectorKernels
    /// Whether there are rows at all.
    let usesRows: Bool
    let precision: Precision
    let packing: PackingCache
  }

  init(counts: [Int], _ settings: Settings, weights: WeightPool) {
    self.counts = counts
    self.settings = settings
    self.weights = weights
  }

  /// Takes in the next step.
  mutating func add(_ step: DraftStep) {
    if let lowered = lowered(step) {
      steps.append(lowered)
      return
    }
    var plain = step
    for index in plain.inputs.indices {
      guard case .buffer(let buffer)? = plain.inputs[index] else { continue }
      plain.inputs[index] = .buffer(planes(of: buffer))
    }
    steps.append(.plain(plain))
  }

  /// Returns the buffer that holds a value in planes.
  mutating func planes(of buffer: Int) -> Int {
    guard let shape = blocked[buffer] else { return buffer }
    if let known = planeCopies[buffer] { return known }
    let copy = convert(buffer, shape, from: .blocks, to: .planes, .unblock)
    planeCopies[buffer] = copy
    return copy
  }

  /// Returns the steps, joined where one alone reads what another makes.
  ///
  /// - Parameter outputs: The buffers that the caller of the plan reads.
  func finished(outputs: Set<Int>) -> [DraftStep] {
    // First where that saves a copy; what room is left in the cache serves the others.
    let saving = joined(fromSource(outputs), outputs) { $0.stages.first?.isCopy == true }
    return joined(saving, outputs) { _ in true }.map { step in
      switch step {
      case .plain(let step): step
      case .rows(let rows): rows.draft(settings.kernels)
      }
    }
  }

  /// Returns the steps without planes from a source that one convolution alone reads: it reads the
  /// source.
  private func fromSource(_ outputs: Set<Int>) -> [LoweredStep] {
    let reads = steps.flatMap(\.reads)
    var kept: [LoweredStep?] = steps
    for (index, step) in steps.enumerated() {
      guard case .plain(let maker) = step, let source = maker.operation as? SourceStep,
        let planes = maker.outputs.first, !outputs.contains(planes),
        reads.count(where: { $0 == planes }) == 1,
        let reader = steps.firstIndex(where: { $0.reads.first == planes }),
        case .rows(let rows) = steps[reader], let direct = rows.from(source)
      else { continue }
      kept[reader] = .rows(direct)
      kept[index] = nil
    }
    return kept.compactMap { $0 }
  }

  /// Joins steps with those whose result they read, where `isWanted` says so of the later one.
  private func joined(
    _ steps: [LoweredStep], _ outputs: Set<Int>, where isWanted: (RowSteps) -> Bool
  ) -> [LoweredStep] {
    var readCounts: [Int: Int] = [:]
    for buffer in steps.flatMap(\.reads) { readCounts[buffer, default: 0] += 1 }
    var joined: [LoweredStep?] = []
    var makers: [Int: Int] = [:]
    for step in steps {
      guard case .rows(var rows) = step else {
        joined.append(step)
        continue
      }
      let source = rows.inputs[0]
      if isWanted(rows), readCounts[source] == 1, !outputs.contains(source),
        let maker = makers[source], case .rows(let before)? = joined[maker],
        let both = before.followed(by: rows, settings.kernels)
      {
        joined[maker] = nil
        rows = both
      }
      makers[rows.output] = joined.count
      joined.append(.rows(rows))
    }
    return joined.compactMap { $0 }
  }

  /// Returns an addition with the image first that was made last: the rows of it can be added to as
  /// they are made.
  private func ordered(_ step: DraftStep) -> DraftStep {
    guard step.operation is Combination, step.inputs.count == 2,
      case .rows(let last)? = steps.last, buffer(step.inputs[1]) == last.output
    else { return step }
    var ordered = step
    ordered.inputs.swapAt(0, 1)
    return ordered
  }

  private mutating func lowered(_ given: DraftStep) -> LoweredStep? {
    let step = ordered(given)
    guard settings.usesRows, let operation = step.operation as? any RowOperator,
      let source = step.inputs.first.flatMap({ buffer($0) }),
      // Only convolutions are worth a change of layout.
      operation is Convolution || step.reads.contains(where: { blocked[$0] != nil })
    else { return nil }
    let request = RowRequest(
      kernels: settings.kernels, precision: settings.precision, packing: settings.packing,
      isPlanes: blocked[source] == nil,
      weights: step.inputs.map { place in
        guard case .weight(let offset)? = place else { return nil }
        return weights.base + offset
      },
      isGiven: step.inputs.map { $0 != nil })
    if let convolution = operation as? Convolution, let winograd = convolution.winograd(request),
      let addend = addend(3, of: step, winograd.outputShapes[0])
    {
      let image = blocks(of: source, convolution.inputShape)
      makeBlocks(step.outputs[0], winograd.outputShapes[0])
      return .plain(
        DraftStep(
          operation: winograd, inputs: [.buffer(image), addend.map { .buffer($0) }],
          outputs: step.outputs))
    }
    guard let draft = operation.rows(request), let first = draft.stages.first,
      let addend = addend(draft.addend, of: step, draft.output)
    else { return nil }
    let start = first.input.kind == .planes ? planes(of: source) : blocks(of: source, draft.input)
    makeBlocks(step.outputs[0], draft.output)
    return .rows(
      RowSteps(
        stages: draft.stages, batch: draft.output[0], source: start, addend: addend,
        output: step.outputs[0], shape: draft.output))
  }

  /// Returns the buffer of what a step adds, in blocks: `.some(nil)` when it adds nothing, `nil`
  /// when that lies in no buffer.
  private mutating func addend(_ index: Int?, of step: DraftStep, _ shape: Shape) -> Int?? {
    guard let index, index < step.inputs.count, let place = step.inputs[index] else {
      return .some(nil)
    }
    guard let added = buffer(place) else { return nil }
    return blocks(of: added, shape)
  }

  private mutating func makeBlocks(_ buffer: Int, _ shape: Shape) {
    blocked[buffer] = shape
    counts[buffer] = shape[0] * RowLayout(.blocks, shape).imageStep
  }

  private func buffer(_ place: PlanBuilder.Place?) -> Int? {
    guard case .buffer(let buffer)? = place else { return nil }
    return buffer
  }

  /// Returns the buffer that holds images of some extents in blocks.
  private mutating func blocks(of buffer: Int, _ shape: Shape) -> Int {
    if blocked[buffer] == shape { return buffer }
    let source = planes(of: buffer)
    let key = BlockKey(buffer: source, shape: shape)
    if let known = blockCopies[key] { return known }
    let copy = convert(source, shape, from: .planes, to: .blocks, .block)
    blocked[copy] = shape
    blockCopies[key] = copy
    return copy
  }

  private mutating func convert(
    _ buffer: Int, _ shape: Shape, from: RowLayout.Kind, to: RowLayout.Kind, _ work: RowStage.Work
  ) -> Int {
    let target = RowLayout(to, shape)
    let stage = RowStage(
      work: work, input: RowLayout(from, shape), output: target, rows: .window(.one))
    counts.append(shape[0] * target.imageStep)
    steps.append(
      .rows(
        RowSteps(
          stages: [stage], batch: shape[0], source: buffer, output: counts.count - 1,
          shape: shape)))
    return counts.count - 1
  }
}
