internal import Synchronization

/// A model that was checked and is ready to run at any input size; immutable and shared.
///
/// How a run goes for one input shape is worked out once, as a ``Plan``, and kept.
public final class Network: Sendable {
  /// The inputs, as the model declares them.
  public let inputs: [Model.Input]
  /// The names of the outputs.
  public let outputs: [String]
  private let model: Model
  private let weights: WeightPool
  private let settings: RowLowering.Settings
  private let plans = Mutex(PlanCache())

  /// Checks a model and prepares its weights.
  ///
  /// - Parameter options: How it is to be run.
  /// - Throws: ``ModelError/unusable(_:)`` with every node that this engine cannot run.
  public init(_ model: Model, _ options: NetworkOptions = NetworkOptions()) throws(ModelError) {
    var problems: [ModelProblem] = []
    for input in model.inputs where !input.holdsFloats {
      problems.append(
        ModelProblem(node: "input '\(input.name)'", reason: "its elements are not floats"))
    }
    problems += OperatorTable.problems(in: model)
    guard problems.isEmpty else { throw .unusable(problems) }
    let folded = try model.hoistingConstants().foldingBatchNormalization()
      .mergingSiblings()
    self.model = folded
    self.inputs = model.inputs
    self.outputs = model.outputs
    self.weights = WeightPool(folded.initializers)
    self.settings = RowLowering.Settings(
      kernels: options.kernels, usesRows: options.usesRows,
      precision: options.precision, packing: PackingCache())
  }

  /// Returns the plan for given input shapes.
  ///
  /// - Parameters:
  ///   - shapes: The extents of every input, by name.
  ///   - fromSource: Whether the one input, a single image, comes from a source of rows, which every
  ///     run is given.
  /// - Throws: ``ModelError/unusable(_:)`` when shapes conflict inside the network,
  ///   ``ModelError/unexpected(reason:)`` when an input is missing or of another shape than declared.
  package func plan(
    for shapes: [String: Shape], fromSource: Bool = false
  ) throws(ModelError) -> Plan {
    let key = PlanCache.Key(shapes: shapes, fromSource: fromSource)
    if let plan = plans.withLock({ $0.plan(for: key) }) { return plan }
    for input in inputs { try check(shapes[input.name], input) }
    var builder = PlanBuilder(model: model, weights: weights, settings)
    let plan = try builder.build(shapes, fromSource: fromSource)
    plans.withLock { $0.keep(plan, for: key) }
    return plan
  }

  /// Plans runs for given input shapes, so that the first of them takes no longer than others.
  ///
  /// - Parameter shapes: The extents of every input, by name.
  /// - Throws: As a run on such inputs would.
  public func prepare(_ shapes: [String: Shape]) throws(ModelError) { _ = try plan(for: shapes) }

  private func check(_ shape: Shape?, _ input: Model.Input) throws(ModelError) {
    guard let shape else { throw .unexpected(reason: "the input '\(input.name)' is missing") }
    let fits =
      input.extents.isEmpty
      || (shape.count == input.extents.count
        && zip(shape, input.extents).allSatisfy { $1 == nil || $1 == $0 })
    guard fits else {
      let declared = input.extents.map { $0.map(String.init) ?? "any" }
      throw .unexpected(
        reason: "the input '\(input.name)' is \(declared.joined(separator: "×")), not \(shape)")
    }
  }

  /// Runs the network once and copies its results out.
  ///
  /// - Parameters:
  ///   - tensors: Every input, by name.
  ///   - scratch: Memory that no other run uses meanwhile.
  /// - Returns: Every output, by name.
  /// - Throws: What planning throws for these shapes.
  public func run(
    _ tensors: [String: Tensor<Float>], scratch: Scratch
  ) throws(ModelError) -> [String: Tensor<Float>] {
    let plan = try plan(for: tensors.mapValues(\.shape))
    var run = plan.begin(scratch)
    // The run only points into this memory.
    defer { withExtendedLifetime(scratch) {} }
    return execute(plan, &run, tensors[...])
  }

  /// Runs the network on inputs where they lie, one after another.
  private func execute(
    _ plan: Plan, _ run: inout Plan.Run, _ tensors: Slice<[String: Tensor<Float>]>
  ) -> [String: Tensor<Float>] {
    guard let (name, tensor) = tensors.first else {
      plan.execute(run)
      return results(of: run)
    }
    return tensor.values.withUnsafeBufferPointer { values in
      if let base = values.baseAddress { run.read(name, from: base) }
      return execute(plan, &run, tensors.dropFirst())
    }
  }

  private func results(of run: Plan.Run) -> [String: Tensor<Float>] {
    var results: [String: Tensor<Float>] = [:]
    for name in outputs {
      guard let output = run.output(name) else { continue }
      results[name] = Tensor(shape: output.shape, values: Array(output.values))
    }
    return results
  }
}

/// The plans made last, by what goes in.
private struct PlanCache {
  /// Canvases of one library have a few dozen shapes; a plan is some kilobytes.
  private static let capacity = 64
  private var plans: [Key: Plan] = [:]
  private var order: [Key] = []

  struct Key: Hashable {
    let shapes: [String: Shape]
    let fromSource: Bool
  }

  func plan(for key: Key) -> Plan? { plans[key] }

  mutating func keep(_ plan: Plan, for key: Key) {
    guard plans.updateValue(plan, forKey: key) == nil else { return }
    order.append(key)
    if order.count > Self.capacity { plans[order.removeFirst()] = nil }
  }
}
