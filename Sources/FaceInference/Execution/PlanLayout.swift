/// The steps of a plan in their layouts, and the place of each value in the memory of a run.
struct PlanLayout {
  /// The most floats that a run may need: 4 GiB, several times what any face model does.
  private static let largestMemoryCount = 1 << 30

  let steps: [DraftStep]
  /// The same steps with every image in planes, where blocks were tried.
  var inPlanes: PlanLayout? { isLowered ? PlanLayout(drafts, counts, inputs, outputs) : nil }
  let scratchCount: Int
  var arenaCount: Int { memory.total }
  /// Whether a run's memory is within bounds.
  var isSmall: Bool {
    memory.total <= Self.largestMemoryCount && scratchCount <= Self.largestMemoryCount
  }

  private let memory: MemoryPlanner
  /// Outputs that lie elsewhere than the steps put them.
  private let moved: [Int: Int]
  private let isLowered: Bool
  private let drafts: [DraftStep]
  private let counts: [Int]
  private let inputs: [Int]
  private let outputs: [Int]

  /// Chooses layouts for steps.
  ///
  /// - Parameters:
  ///   - counts: The floats of each buffer.
  ///   - inputs: The buffers that the caller fills.
  ///   - outputs: Those that it reads.
  init(
    _ drafts: [DraftStep], counts: [Int], inputs: [Int], outputs: [Int],
    _ settings: RowLowering.Settings, _ weights: WeightPool
  ) {
    var lowering = RowLowering(counts: counts, settings, weights: weights)
    for draft in drafts { lowering.add(draft) }
    var moved: [Int: Int] = [:]
    for output in outputs { moved[output] = lowering.planes(of: output) }
    let steps = lowering.finished(outputs: Set(moved.values))
    self.init(
      steps, lowering.counts, inputs, outputs, moved: moved, isLowered: true, drafts: drafts)
  }

  private init(
    _ steps: [DraftStep], _ counts: [Int], _ inputs: [Int], _ outputs: [Int],
    moved: [Int: Int] = [:], isLowered: Bool = false, drafts: [DraftStep] = []
  ) {
    self.steps = steps
    self.moved = moved
    self.isLowered = isLowered
    self.drafts = drafts
    self.counts = counts
    self.inputs = inputs
    self.outputs = outputs
    let read = outputs.map { moved[$0] ?? $0 }
    memory = MemoryPlanner(Self.demands(steps, counts, inputs: inputs, outputs: read))
    scratchCount = steps.map(\.operation.scratchCount).max() ?? 0
  }

  /// The size of each buffer, and the steps from the one that makes it to the last that reads it.
  private static func demands(
    _ steps: [DraftStep], _ counts: [Int], inputs: [Int], outputs: [Int]
  ) -> [MemoryPlanner.Demand] {
    // Buffers of no step take no room.
    var demands = counts.map { _ in MemoryPlanner.Demand(count: 0, firstStep: -1, lastStep: -1) }
    for buffer in inputs { demands[buffer].count = counts[buffer] }
    for (index, step) in steps.enumerated() {
      for buffer in step.outputs {
        demands[buffer] = MemoryPlanner.Demand(
          count: counts[buffer], firstStep: index, lastStep: index)
      }
      for buffer in step.reads { demands[buffer].lastStep = index }
    }
    for buffer in outputs { demands[buffer].lastStep = .max }
    return demands
  }

  /// Where room for an input is kept, for callers who have it nowhere else.
  func room(_ input: Int) -> Int { memory.offsets[input] }

  func slot(_ place: PlanBuilder.Place) -> Slot {
    switch place {
    case .buffer(let buffer):
      inputs.firstIndex(of: buffer).map(Slot.given) ?? .arena(memory.offsets[buffer])
    case .weight(let offset): .constant(offset)
    case .knowledge: .absent
    }
  }

  /// The place where the caller finds an output.
  func outputSlot(_ place: PlanBuilder.Place) -> Slot {
    guard case .buffer(let buffer) = place else { return slot(place) }
    return slot(.buffer(moved[buffer] ?? buffer))
  }
}
