/// Turns a model into a plan for given input shapes.
///
/// Nodes are bound in their order; a convolution takes in the addition and the activation that
/// follow it. Then every value gets its place in memory.
struct PlanBuilder {
  /// A value of the model, while the plan is made.
  struct Value {
    var fact: Fact
    var place: Place
  }

  /// Where a value comes from.
  enum Place {
    /// The number of a piece of memory of the run.
    case buffer(Int)
    /// The offset of a weight.
    case weight(Int)
    /// Known in advance and in no memory: shapes and indices.
    case knowledge
  }

  private let model: Model
  private let weights: WeightPool
  private let settings: RowLowering.Settings
  private(set) var values: [String: Value] = [:]
  private var steps: [DraftStep] = []
  /// The floats of each buffer.
  private var buffers: [Int] = []
  private var problems: [ModelProblem] = []
  /// Values that nodes with a problem should have made; it is reported once, where it began.
  private var unknown: Set<String> = []
  /// Nodes whose work another step does.
  private var absorbed: Set<Int> = []
  let consumers: Consumers

  init(model: Model, weights: WeightPool, _ settings: RowLowering.Settings) {
    self.model = model
    self.weights = weights
    self.settings = settings
    self.consumers = Consumers(model)
  }

  /// Makes the plan.
  ///
  /// - Parameters:
  ///   - shapes: The extents of every input.
  ///   - fromSource: Whether inputs come from a source of rows.
  /// - Throws: ``ModelError/unusable(_:)`` with every node whose shapes conflict.
  mutating func build(_ shapes: [String: Shape], fromSource: Bool) throws(ModelError) -> Plan {
    for (name, constant) in model.initializers {
      let place = weights.offset(of: name).map(Place.weight) ?? .knowledge
      values[name] = Value(
        fact: Fact(shape: constant.shape, constant: constant), place: place)
    }
    var inputs: [String: Int] = [:]
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      guard let count = shape.checkedElementCount, count > 0 else {
        throw .unexpected(reason: "the input '\(name)' has the impossible shape \(shape)")
      }
      let buffer = addBuffer(count: count)
      if fromSource {
        steps.append(
          DraftStep(operation: SourceStep(shape: shape), inputs: [], outputs: [buffer]))
      } else {
        inputs[name] = buffer
      }
      values[name] = Value(fact: Fact(shape: shape), place: .buffer(buffers.count - 1))
    }
    for index in model.nodes.indices where !absorbed.contains(index) { addNode(index) }
    for output in model.outputs where !unknown.contains(output) {
      do throws(OperatorError) {
        if try place(of: output) == nil { throw OperatorError("nothing makes it") }
      } catch {
        problems.append(ModelProblem(node: "output '\(output)'", reason: error.reason))
      }
    }
    guard problems.isEmpty else { throw .unusable(problems) }
    return try finish(inputs, shapes)
  }

  private mutating func addNode(_ index: Int) {
    let node = model.nodes[index]
    guard unknown.isDisjoint(with: node.inputs) else {
      unknown.formUnion(node.outputs)
      return
    }
    do throws(OperatorError) {
      let facts = try facts(of: node)
      let request = OperatorRequest(node: node, opset: model.opset, inputs: facts)
      guard let entry = OperatorTable.entries[node.operation] else {
        throw OperatorError("the operator is not supported")
      }
      switch try entry.build(request) {
      case .operation(let operation, let operands):
        if let constants = foldedConstants(
          of: operation, operands.map { $0 < facts.count ? facts[$0] : nil })
        {
          know(node, constants)
        } else {
          try addStep(index, operation, operands)
        }
      case .constants(let constants): know(node, constants)
      case .view(let shape): try addView(node, shape)
      }
    } catch {
      problems.append(ModelProblem(node: node.description, reason: error.reason))
      unknown.formUnion(node.outputs)
    }
  }

  private mutating func know(_ node: Node, _ constants: [Constant]) {
    for (name, constant) in zip(node.outputs, constants) {
      values[name] = Value(
        fact: Fact(shape: constant.shape, constant: constant), place: .knowledge)
    }
  }

  /// Returns what is known of a node's inputs.
  ///
  /// - Throws: When an input is made by no node before it.
  private func facts(of node: Node) throws(OperatorError) -> [Fact?] {
    var facts: [Fact?] = []
    for name in node.inputs {
      if name.isEmpty {
        facts.append(nil)
      } else if let value = values[name] {
        facts.append(value.fact)
      } else {
        throw OperatorError("no node before it makes its input '\(name)'")
      }
    }
    return facts
  }

  private mutating func addView(_ node: Node, _ shape: Shape) throws(OperatorError) {
    guard let name = node.inputs.first, let source = values[name], let output = node.outputs.first
    else { throw OperatorError("it has no input or no output") }
    var fact = Fact(shape: shape)
    switch source.fact.constant {
    case .integer(let tensor):
      fact.constant = .integer(Tensor(shape: shape, values: tensor.values))
    case .float(let tensor): fact.constant = .float(Tensor(shape: shape, values: tensor.values))
    case nil: break
    }
    values[output] = Value(fact: fact, place: source.place)
  }

  private mutating func addStep(
    _ index: Int, _ operation: any Operator, _ operands: [Int]
  ) throws(OperatorError) {
    let node = model.nodes[index]
    var draft = Fusion(operation: operation, outputs: node.outputs)
    for operand in operands {
      draft.inputs.append(operand < node.inputs.count ? node.inputs[operand] : "")
    }
    if operation is Convolution { absorbed.formUnion(draft.absorb(model, self)) }
    var places: [Place?] = []
    for name in draft.inputs { places.append(try place(of: name)) }
    var results: [Int] = []
    for (name, shape) in zip(draft.outputs, draft.operation.outputShapes) {
      guard let count = shape.checkedElementCount, count > 0 else {
        throw OperatorError("its result \(shape) is empty or too large")
      }
      results.append(addBuffer(count: count))
      values[name] = Value(fact: Fact(shape: shape), place: .buffer(buffers.count - 1))
    }
    guard !results.isEmpty else { throw OperatorError("it makes nothing") }
    steps.append(DraftStep(operation: draft.operation, inputs: places, outputs: results))
  }

  private mutating func place(of name: String) throws(OperatorError) -> Place? {
    guard !name.isEmpty, let value = values[name] else { return nil }
    switch value.place {
    case .buffer, .weight: return value.place
    case .knowledge:
      guard case .float(let tensor)? = value.fact.constant else {
        throw OperatorError("the value '\(name)' is made of integers")
      }
      return try write(tensor, of: name)
    }
  }

  /// Adds a step that writes known floats into the memory of the run.
  private mutating func write(
    _ tensor: Tensor<Float>, of name: String
  ) throws(OperatorError) -> Place {
    guard let count = tensor.shape.checkedElementCount, count > 0 else {
      throw OperatorError("the value '\(name)' has no elements")
    }
    let buffer = addBuffer(count: count)
    steps.append(DraftStep(operation: Literal(tensor: tensor), inputs: [], outputs: [buffer]))
    values[name]?.place = .buffer(buffer)
    return .buffer(buffer)
  }

  private mutating func addBuffer(count: Int) -> Int {
    buffers.append(count)
    return buffers.count - 1
  }

  private func finish(
    _ inputs: [String: Int], _ shapes: [String: Shape]
  ) throws(ModelError) -> Plan {
    let read = model.outputs.compactMap { name -> Int? in
      guard case .buffer(let buffer)? = values[name]?.place else { return nil }
      return buffer
    }
    let names = inputs.keys.sorted()
    let lowered = PlanLayout(
      steps, counts: buffers, inputs: names.compactMap { inputs[$0] }, outputs: read, settings,
      weights)
    guard let layout = lowered.isSmall ? lowered : lowered.inPlanes, layout.isSmall else {
      throw .unexpected(reason: "a run on inputs \(shapes) would need more than 4 GiB")
    }
    let planned = layout.steps.map { step in
      Plan.Step(
        operation: step.operation,
        inputs: step.inputs.map { $0.map { layout.slot($0) } ?? .absent },
        outputs: step.outputs.map { layout.slot(.buffer($0)) })
    }
    var outputs: [String: Plan.Value] = [:]
    for name in model.outputs {
      guard let value = values[name] else { continue }
      outputs[name] = Plan.Value(slot: layout.outputSlot(value.place), shape: value.fact.shape)
    }
    return Plan(
      steps: planned,
      inputs: names.map { name in
        Plan.Input(
          name: name, room: inputs[name].map { layout.room($0) } ?? 0, shape: shapes[name] ?? [])
      },
      outputs: outputs, arenaCount: layout.arenaCount, scratchCount: layout.scratchCount,
      weights: weights)
  }
}
