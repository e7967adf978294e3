extension Model {
  /// Returns the model with each batch normalization that follows a convolution multiplied into
  /// the convolution's weights and bias.
  ///
  /// (W ∗ x + b) · scale + shift = (scale · W) ∗ x + (scale · b + shift)
  func foldingBatchNormalization() -> Model {
    var folded = self
    var uses: [String: Int] = [:]
    for name in nodes.flatMap(\.inputs) + outputs { uses[name, default: 0] += 1 }
    var producer: [String: Int] = [:]
    for (index, node) in nodes.enumerated() {
      for output in node.outputs { producer[output] = index }
    }
    var dropped: Set<Int> = []
    for (index, node) in nodes.enumerated() where node.operation == "BatchNormalization" {
      guard let source = node.inputs.first, uses[source] == 1, let convolution = producer[source],
        nodes[convolution].operation == "Conv", !dropped.contains(convolution),
        let merged = folded.merge(normalization: node, into: nodes[convolution])
      else { continue }
      folded.nodes[convolution] = merged
      dropped.insert(index)
    }
    folded.nodes = folded.nodes.enumerated().filter { !dropped.contains($0.offset) }.map(\.element)
    return folded
  }

  /// Adds the merged weights to the initializers and returns the convolution that reads them.
  private mutating func merge(normalization: Node, into convolution: Node) -> Node? {
    guard convolution.inputs.count >= 2, normalization.outputs.count == 1,
      case .float(let weights)? = initializers[convolution.inputs[1]],
      let filters = weights.shape.first, filters > 0,
      let scaling = try? ChannelScaling(
        normalization, opset: opset, channels: filters,
        { index throws(OperatorError) in
          guard index < normalization.inputs.count,
            let values = initializers[normalization.inputs[index]]?.floats
          else { throw OperatorError("its statistics are not constant") }
          return values
        })
    else { return nil }
    var bias = [Float](repeating: 0, count: filters)
    if convolution.inputs.count > 2, !convolution.inputs[2].isEmpty {
      guard let given = initializers[convolution.inputs[2]]?.floats, given.count == filters else {
        return nil
      }
      bias = given
    }
    let size = weights.values.count / filters
    let values = weights.values.indices.map { weights.values[$0] * scaling.scale[$0 / size] }
    let shifted = (0..<filters).map { scaling.scale[$0] * bias[$0] + scaling.shift[$0] }
    let name = normalization.outputs[0]
    initializers["\(name)/weights"] = .float(Tensor(shape: weights.shape, values: values))
    initializers["\(name)/bias"] = .float(Tensor(shape: [filters], values: shifted))
    return Node(
      name: convolution.name, operation: "Conv", domain: "",
      inputs: [convolution.inputs[0], "\(name)/weights", "\(name)/bias"], outputs: [name],
      attributes: convolution.attributes)
  }
}
