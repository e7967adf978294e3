/// A network ready to run for one set of input shapes: steps in order and a place for every value.
package final class Plan: Sendable {
  /// An operator and where its operands lie.
  package struct Step: Sendable {
    let operation: any Operator
    let inputs: [Slot]
    let outputs: [Slot]
  }

  /// Where an input or output of the network lies in the run's memory.
  struct Value: Sendable {
    let slot: Slot
    let shape: Shape
  }

  /// An input of the network, and where a run keeps room for it.
  struct Input: Sendable {
    let name: String
    let room: Int
    let shape: Shape
  }

  package let steps: [Step]
  /// By name; the number of an input is its place here.
  let inputs: [Input]
  let outputs: [String: Value]
  /// Floats of all values together; the operators' working memory follows them.
  package let arenaCount: Int
  package let scratchCount: Int
  private let weights: WeightPool

  init(
    steps: [Step], inputs: [Input], outputs: [String: Value], arenaCount: Int,
    scratchCount: Int, weights: WeightPool
  ) {
    self.steps = steps
    self.inputs = inputs
    self.outputs = outputs
    self.arenaCount = arenaCount
    self.scratchCount = scratchCount
    self.weights = weights
  }

  /// Whether some of it runs on rows of blocks.
  package var hasRows: Bool {
    steps.contains { $0.operation is PipelineStep || $0.operation is WinogradStep }
  }

  /// Takes the memory of a run, for the caller to write the inputs into.
  package func begin(_ scratch: Scratch) -> Run {
    let arena = scratch.floats(arenaCount + scratchCount)
    return Run(
      plan: self, arena: arena, given: inputs.map { UnsafePointer(arena + $0.room) },
      weights: weights.base)
  }

  /// Computes the outputs from the inputs.
  package func execute(_ run: Run) {
    run.given.withUnsafeBufferPointer { given in
      for step in steps {
        step.operation.run(
          Operands(
            inputs: step.inputs, outputs: step.outputs, arena: run.arena, given: given.baseAddress,
            constants: run.weights, scratch: run.arena + arenaCount, source: run.source))
      }
    }
  }

  /// A run's memory.
  ///
  /// Valid until the scratch memory serves another run.
  package struct Run {
    let plan: Plan
    let arena: UnsafeMutablePointer<Float>
    /// Where each input lies.
    fileprivate(set) var given: [UnsafePointer<Float>]
    /// What a plan from a source reads.
    package var source: (any RowSource)?
    let weights: UnsafePointer<Float>

    /// The elements of an input, to be written before the run.
    func input(_ name: String) -> UnsafeMutableBufferPointer<Float>? {
      guard let input = plan.inputs.first(where: { $0.name == name }) else { return nil }
      return UnsafeMutableBufferPointer(start: arena + input.room, count: input.shape.elementCount)
    }

    /// Lets the run read an input where the caller has it, until the outputs were read.
    mutating func read(_ name: String, from values: UnsafePointer<Float>) {
      guard let index = plan.inputs.firstIndex(where: { $0.name == name }) else { return }
      given[index] = values
    }

    /// The extents and elements of an output, to be read after the run.
    package func output(_ name: String) -> (shape: Shape, values: UnsafeBufferPointer<Float>)? {
      guard let value = plan.outputs[name] else { return nil }
      let start: UnsafePointer<Float>
      switch value.slot {
      case .arena(let offset): start = UnsafePointer(arena + offset)
      case .constant(let offset): start = weights + offset
      case .given(let index): start = given[index]
      case .absent: return nil
      }
      return (value.shape, UnsafeBufferPointer(start: start, count: value.shape.elementCount))
    }
  }
}
