/// Binds a node to the shapes of its inputs.
typealias OperatorBuilder = @Sendable (OperatorRequest) throws(OperatorError) -> BoundNode

/// The operators that this engine runs, each with the operator sets whose meaning it follows.
package enum OperatorTable {
  package struct Entry: Sendable {
    let firstOpset: Int
    let lastOpset: Int
    let build: OperatorBuilder

    init(
      firstOpset: Int, lastOpset: Int = OperatorTable.lastOpset, build: @escaping OperatorBuilder
    ) {
      self.firstOpset = firstOpset
      self.lastOpset = lastOpset
      self.build = build
    }
  }

  /// The newest operator set that was checked against this table.
  static let lastOpset = 21

  package static let entries: [String: Entry] = arithmetic.merging(windows) { $1 }
    .merging(movements) { $1 }.merging(normalizations) { $1 }

  private static let arithmetic: [String: Entry] = [
    "Abs": mapping(6, .absolute),
    "Add": combining(.add),
    "Clip": Entry(firstOpset: 6, build: bindClip),
    "Div": combining(.divide),
    "Exp": mapping(6, .exponential),
    "Gemm": Entry(firstOpset: 6, build: Gemm.bind),
    "HardSigmoid": Entry(firstOpset: 6, build: bindHardSigmoid),
    "HardSwish": mapping(14, .hardSwish),
    "LeakyRelu": Entry(firstOpset: 6, build: bindLeakyRelu),
    "MatMul": Entry(firstOpset: 1, build: MatrixMultiplication.bind),
    "Mul": combining(.multiply),
    "PRelu": Entry(firstOpset: 6, build: ParametricRelu.bind),
    "Pow": Entry(firstOpset: 6, build: bindPower),
    "Relu": Entry(firstOpset: 6, build: bindRelu),
    "Sigmoid": Entry(firstOpset: 6, build: Sigmoid.bind),
    "Softmax": Entry(firstOpset: 1, build: Softmax.bind),
    "Sqrt": mapping(6, .squareRoot),
    "Sub": combining(.subtract),
  ]

  private static let windows: [String: Entry] = [
    "AveragePool": Entry(firstOpset: 1, build: MeanPool.bind),
    "Conv": Entry(firstOpset: 1, build: Convolution.bind),
    "ConvTranspose": Entry(firstOpset: 1, build: TransposedConvolution.bind),
    "GlobalAveragePool": Entry(firstOpset: 1) { r throws(OperatorError) in
      try GlobalPool.bind(r, .mean)
    },
    "GlobalLpPool": Entry(firstOpset: 2, build: bindGlobalNormPool),
    "GlobalMaxPool": Entry(firstOpset: 1) { r throws(OperatorError) in
      try GlobalPool.bind(r, .maximum)
    },
    "LpPool": Entry(firstOpset: 2, build: NormPool.bind),
    "MaxPool": Entry(firstOpset: 1, build: MaximumPool.bind),
    "Resize": Entry(firstOpset: 10, build: bindResize),
    "Upsample": Entry(firstOpset: 7, lastOpset: 9, build: bindResize),
  ]

  private static let movements: [String: Entry] = [
    "Cast": Entry(firstOpset: 6, build: bindCast),
    "Concat": Entry(firstOpset: 4, build: Concatenation.bind),
    "Constant": Entry(firstOpset: 1, build: bindConstant),
    "ConstantOfShape": Entry(firstOpset: 9, build: bindConstantOfShape),
    "DepthToSpace": Entry(firstOpset: 1, build: bindDepthToSpace),
    "Dropout": Entry(firstOpset: 6, build: bindDropout),
    "Expand": Entry(firstOpset: 8, build: bindExpand),
    "Flatten": Entry(firstOpset: 1, build: bindFlatten),
    "Gather": Entry(firstOpset: 1, build: Gathering.bind),
    "Identity": Entry(firstOpset: 1, build: bindIdentity),
    "Pad": Entry(firstOpset: 1, build: Padding.bind),
    "Reshape": Entry(firstOpset: 1, build: bindReshape),
    "Shape": Entry(firstOpset: 1, build: bindShape),
    "Slice": Entry(firstOpset: 1, build: bindSlice),
    "Split": Entry(firstOpset: 2, build: Splitting.bind),
    "Squeeze": Entry(firstOpset: 1, build: bindSqueeze),
    "Transpose": Entry(firstOpset: 1, build: bindTranspose),
    "Unsqueeze": Entry(firstOpset: 1, build: bindUnsqueeze),
  ]

  private static let normalizations: [String: Entry] = [
    "BatchNormalization": Entry(firstOpset: 6, build: BatchNormalization.bind),
    "InstanceNormalization": Entry(firstOpset: 6, build: InstanceNormalization.bind),
    "LRN": Entry(firstOpset: 1, build: LocalResponseNormalization.bind),
    "LpNormalization": Entry(firstOpset: 1, build: LpNormalization.bind),
    "ReduceL2": reducing(.norm),
    "ReduceMean": reducing(.mean),
    "ReduceSum": reducing(.sum),
  ]

  private static func combining(_ arithmetic: Arithmetic) -> Entry {
    Entry(firstOpset: 6) { r throws(OperatorError) in try Combination.bind(r, arithmetic) }
  }

  private static func mapping(_ firstOpset: Int, _ function: ElementFunction) -> Entry {
    Entry(firstOpset: firstOpset) { r throws(OperatorError) in
      try ElementMapping.bind(r, function)
    }
  }

  private static func reducing(_ reduction: Reduction) -> Entry {
    Entry(firstOpset: 1) { r throws(OperatorError) in try Reducing.bind(r, reduction) }
  }

  /// Returns what this table lacks for a model, all at once.
  static func problems(in model: Model) -> [ModelProblem] {
    model.nodes.compactMap { node in
      guard node.domain.isEmpty, let entry = entries[node.operation] else {
        let name = node.domain.isEmpty ? node.operation : "\(node.domain).\(node.operation)"
        return ModelProblem(
          node: node.description, reason: "the operator \(name) is not supported")
      }
      guard entry.firstOpset <= model.opset, model.opset <= entry.lastOpset else {
        return ModelProblem(
          node: node.description,
          reason: "operator set \(model.opset) is outside \(entry.firstOpset)...\(entry.lastOpset)")
      }
      return nil
    }
  }
}
