/// Binds a node to the shapes of its inputs.
typealias OperatorBuilder = @Sendable (OperatorRequest) throws(OperatorError) -> BoundNode

/// The operators that this engine runs, each with the first operator set whose meaning it follows.
package enum OperatorTable {
  package struct Entry: Sendable {
    let firstOpset: Int
    let build: OperatorBuilder
  }

  /// The newest operator set that was checked against this table.
  static let lastOpset = 21

  package static let entries: [String: Entry] = [
    "Add": Entry(firstOpset: 7) { r throws(OperatorError) in try Combination.bind(r, .add) },
    "AveragePool": Entry(firstOpset: 1, build: MeanPool.bind),
    "BatchNormalization": Entry(firstOpset: 7, build: BatchNormalization.bind),
    "Cast": Entry(firstOpset: 6, build: bindCast),
    "Clip": Entry(firstOpset: 6, build: bindClip),
    "Concat": Entry(firstOpset: 4, build: Concatenation.bind),
    "Constant": Entry(firstOpset: 1, build: bindConstant),
    "Conv": Entry(firstOpset: 1, build: Convolution.bind),
    "Div": Entry(firstOpset: 7) { r throws(OperatorError) in try Combination.bind(r, .divide) },
    "Dropout": Entry(firstOpset: 7, build: bindDropout),
    "Flatten": Entry(firstOpset: 1, build: bindFlatten),
    "Gather": Entry(firstOpset: 1, build: bindGather),
    "Gemm": Entry(firstOpset: 7, build: Gemm.bind),
    "GlobalAveragePool": Entry(firstOpset: 1, build: GlobalMeanPool.bind),
    "Identity": Entry(firstOpset: 1, build: bindIdentity),
    "LeakyRelu": Entry(firstOpset: 6, build: bindLeakyRelu),
    "LpPool": Entry(firstOpset: 2, build: NormPool.bind),
    "MaxPool": Entry(firstOpset: 1, build: MaximumPool.bind),
    "Mul": Entry(firstOpset: 7) { r throws(OperatorError) in try Combination.bind(r, .multiply) },
    "PRelu": Entry(firstOpset: 7, build: ParametricRelu.bind),
    "Relu": Entry(firstOpset: 6, build: bindRelu),
    "Reshape": Entry(firstOpset: 5, build: bindReshape),
    "Resize": Entry(firstOpset: 10, build: NearestResize.bind),
    "Shape": Entry(firstOpset: 1, build: bindShape),
    "Sigmoid": Entry(firstOpset: 6, build: Sigmoid.bind),
    "Slice": Entry(firstOpset: 1, build: bindSlice),
    "Softmax": Entry(firstOpset: 1, build: Softmax.bind),
    "Squeeze": Entry(firstOpset: 1, build: bindSqueeze),
    "Sub": Entry(firstOpset: 7) { r throws(OperatorError) in try Combination.bind(r, .subtract) },
    "Transpose": Entry(firstOpset: 1, build: Transposition.bind),
    "Unsqueeze": Entry(firstOpset: 1, build: bindUnsqueeze),
  ]

  /// Returns what this table lacks for a model, all at once.
  static func problems(in model: Model) -> [ModelProblem] {
    model.nodes.compactMap { node in
      guard node.domain.isEmpty, let entry = entries[node.operation] else {
        let name = node.domain.isEmpty ? node.operation : "\(node.domain).\(node.operation)"
        return ModelProblem(
          node: node.description, reason: "the operator \(name) is not supported")
      }
      guard entry.firstOpset <= model.opset, model.opset <= lastOpset else {
        return ModelProblem(
          node: node.description,
          reason: "operator set \(model.opset) is outside \(entry.firstOpset)...\(lastOpset)")
      }
      return nil
    }
  }
}
