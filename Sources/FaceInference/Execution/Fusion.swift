/// Which nodes read each value.
struct Consumers: Sendable {
  private var readers: [String: [Int]] = [:]
  private let outputs: Set<String>

  init(_ model: Model) {
    for (index, node) in model.nodes.enumerated() {
      for name in node.inputs where !name.isEmpty { readers[name, default: []].append(index) }
    }
    outputs = Set(model.outputs)
  }

  /// The node that reads a value, when it is the only one and the caller does not get the value.
  func onlyReader(of name: String) -> Int? {
    guard let list = readers[name], list.count == 1, !outputs.contains(name) else { return nil }
    return list[0]
  }
}

/// A step in the making that takes in the work of the nodes after it.
struct Fusion {
  var operation: any Operator
  var inputs: [String] = []
  var outputs: [String]

  init(operation: any Operator, outputs: [String]) {
    self.operation = operation
    self.outputs = outputs
  }

  /// Takes in the residual addition and the activation that follow a convolution.
  ///
  /// - Returns: The nodes whose work this step now does.
  mutating func absorb(_ model: Model, _ builder: PlanBuilder) -> [Int] {
    guard var convolution = operation as? Convolution, var result = outputs.first else { return [] }
    inputs += [String](repeating: "", count: 5 - inputs.count)
    var absorbed: [Int] = []
    if let reader = builder.consumers.onlyReader(of: result),
      model.nodes[reader].operation == "Add",
      let other = model.nodes[reader].inputs.first(where: { $0 != result }),
      let residual = builder.values[other], !residual.isKnowledge,
      residual.fact.shape == convolution.outputShapes[0],
      let sum = model.nodes[reader].outputs.first
    {
      inputs[3] = other
      result = sum
      absorbed.append(reader)
    }
    if let reader = builder.consumers.onlyReader(of: result),
      let activated = model.nodes[reader].outputs.first,
      take(model.nodes[reader], model.opset, into: &convolution, builder)
    {
      result = activated
      absorbed.append(reader)
    }
    operation = convolution
    outputs = [result]
    return absorbed
  }

  /// Takes in an activation; `false` when the node is none.
  private mutating func take(
    _ node: Node, _ opset: Int, into convolution: inout Convolution, _ builder: PlanBuilder
  ) -> Bool {
    guard ["Relu", "Clip", "LeakyRelu", "PRelu"].contains(node.operation),
      let entry = OperatorTable.entries[node.operation]
    else { return false }
    var facts: [Fact?] = [Fact(shape: convolution.outputShapes[0])]
    for name in node.inputs.dropFirst() {
      // A bound or slope that is computed after the convolution keeps the activation apart.
      guard name.isEmpty || builder.values[name] != nil else { return false }
      facts.append(builder.values[name]?.fact)
    }
    let request = OperatorRequest(node: node, opset: opset, inputs: facts)
    // What cannot be bound here is bound again as a step of its own, and reported there.
    guard case .operation(let operation, _)? = try? entry.build(request) else { return false }
    if let step = operation as? ActivationStep {
      convolution.activation = step.activation
      return true
    }
    guard let step = operation as? ParametricRelu, step.channels == convolution.geometry.filters,
      case .weight? = builder.values[node.inputs[1]]?.place
    else { return false }
    inputs[4] = node.inputs[1]
    return true
  }
}

extension PlanBuilder.Value {
  /// Whether the value lies in no memory that a step could read.
  var isKnowledge: Bool {
    if case .knowledge = place { true } else { false }
  }
}
