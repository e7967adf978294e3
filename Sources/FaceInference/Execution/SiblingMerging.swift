extension Model {
  /// Returns the model with narrow convolutions of one value made one, and its result split.
  ///
  /// Heads of detectors have 1 to 10 filters each, and a block of 16 takes as long for one as for
  /// all. Where depthwise convolutions of the same window follow each, they are made one, too.
  func mergingSiblings() -> Model {
    let merged = merging(
      narrowSiblings().map { Merger(parts: $0, input: $0[0].form.input, groups: 1) })
    return merged.merging(merged.depthwiseReaders())
  }

  /// Convolutions that are to become one.
  private struct Merger {
    let parts: [Known]
    /// What the one reads.
    let input: String
    let groups: Int
    /// A split that nothing reads afterwards.
    var split: Int?

    var filters: Int { parts.reduce(0) { $0 + $1.filters } }
  }

  /// What two convolutions must have in common.
  private struct Form: Hashable {
    let input: String
    let extents: [Int]
    let strides: [Int]?
    let pads: [Int]?
    let dilations: [Int]?
    let automatic: String?
  }

  /// A convolution whose weights and bias are known.
  private struct Known {
    let index: Int
    let weights: Tensor<Float>
    let bias: [Float]
    let form: Form
    let groups: Int
    var filters: Int { weights.shape[0] }
  }

  private func known(_ index: Int) -> Known? {
    let node = nodes[index]
    guard node.operation == "Conv", node.domain.isEmpty, node.inputs.count >= 2,
      node.outputs.count == 1, case .float(let weights)? = initializers[node.inputs[1]],
      weights.shape.count == 4, let filters = weights.shape.first, filters > 0
    else { return nil }
    var bias = [Float](repeating: 0, count: filters)
    if node.inputs.count > 2, !node.inputs[2].isEmpty {
      guard let given = initializers[node.inputs[2]]?.floats, given.count == filters else {
        return nil
      }
      bias = given
    }
    let form = Form(
      input: node.inputs[0], extents: Array(weights.shape[1...]),
      strides: node.attributes.integers("strides"), pads: node.attributes.integers("pads"),
      dilations: node.attributes.integers("dilations"),
      automatic: node.attributes.string("auto_pad"))
    return Known(
      index: index, weights: weights, bias: bias, form: form,
      groups: node.attributes.integer("group") ?? 1)
  }

  /// Sets of convolutions over all channels of one value that fit into a block together.
  private func narrowSiblings() -> [[Known]] {
    // What takes in additions and activations is better off by itself.
    var absorbing: Set<String> = []
    for node in nodes where ["Add", "Relu", "Clip", "LeakyRelu", "PRelu"].contains(node.operation) {
      absorbing.formUnion(node.inputs)
    }
    var sets: [Form: [Known]] = [:]
    for index in nodes.indices {
      guard let convolution = known(index), convolution.groups == 1,
        convolution.filters < blockSize, !absorbing.contains(nodes[index].outputs[0])
      else { continue }
      let count = sets[convolution.form, default: []].reduce(0) { $0 + $1.filters }
      guard count + convolution.filters <= blockSize else { continue }
      sets[convolution.form, default: []].append(convolution)
    }
    return sets.values.filter { $0.count > 1 }.sorted { $0[0].index < $1[0].index }
  }

  /// Depthwise convolutions of one window that read all the parts of a split, each alone.
  private func depthwiseReaders() -> [Merger] {
    let consumers = Consumers(self)
    return nodes.indices.compactMap { split in
      guard nodes[split].operation == "Split", nodes[split].name == Self.splitName else {
        return nil
      }
      var readers: [Known] = []
      for output in nodes[split].outputs {
        guard let reader = consumers.onlyReader(of: output), let convolution = known(reader),
          convolution.groups == convolution.filters, convolution.weights.shape[1] == 1,
          nodes[reader].inputs[0] == output
        else { return nil }
        readers.append(convolution)
      }
      let forms = Set(
        readers.map {
          [$0.form.extents, $0.form.strides, $0.form.pads, $0.form.dilations]
        })
      guard forms.count == 1, readers.allSatisfy({ $0.form.automatic == nil }) else { return nil }
      let count = readers.reduce(0) { $0 + $1.filters }
      return Merger(parts: readers, input: nodes[split].inputs[0], groups: count, split: split)
    }
  }

  /// What marks a split that was made here.
  private static let splitName = "(merged)"

  /// Puts one convolution, and a split after it, in the place of the first of several.
  private func merging(_ mergers: [Merger]) -> Model {
    var merged = self
    var added: [Int: [Node]] = [:]
    var dropped: Set<Int> = []
    for merger in mergers {
      let outputs = merger.parts.map { nodes[$0.index].outputs[0] }
      let name = "\(outputs[0])/merged"
      // Parts are in the order of what they make, which need not be that of the nodes.
      let place = merger.parts.map(\.index).min() ?? 0
      added[place] = [
        merged.convolution(name, merger), merged.split(name, merger.parts, into: outputs),
      ]
      dropped.formUnion(merger.parts.map(\.index))
      if let split = merger.split { dropped.insert(split) }
    }
    merged.nodes = nodes.indices.flatMap { index in
      (added[index] ?? []) + (dropped.contains(index) ? [] : [nodes[index]])
    }
    return merged
  }

  private mutating func convolution(_ name: String, _ merger: Merger) -> Node {
    let shape = [merger.filters] + merger.parts[0].form.extents
    initializers["\(name)/weights"] = .float(
      Tensor(shape: shape, values: merger.parts.flatMap(\.weights.values)))
    initializers["\(name)/bias"] = .float(
      Tensor(shape: [merger.filters], values: merger.parts.flatMap(\.bias)))
    let first = nodes[merger.parts[0].index]
    return Node(
      name: first.name, operation: "Conv", domain: "",
      inputs: [merger.input, "\(name)/weights", "\(name)/bias"], outputs: [name],
      attributes: first.attributes.setting("group", to: .integer(merger.groups)))
  }

  private mutating func split(_ name: String, _ parts: [Known], into outputs: [String]) -> Node {
    let counts = parts.map(\.filters)
    initializers["\(name)/parts"] = .integer(
      Tensor(shape: [counts.count], values: counts.map { Int64($0) }))
    return Node(
      name: Self.splitName, operation: "Split", domain: "",
      inputs: opset >= 13 ? [name, "\(name)/parts"] : [name], outputs: outputs,
      attributes: Attributes(["axis": .integer(1), "split": .integers(counts)]))
  }
}
