/// ONNX `Add`, `Sub`, `Mul`, `Div` and `Pow`, with broadcasting.
struct Combination: Operator {
  let arithmetic: Arithmetic
  let shape: Shape
  /// Both operands under the result's extents, with as few dimensions as possible.
  private let views: BroadcastViews
  /// The second operand, where it holds known integers.
  private var heldB: [Float]?
  var outputShapes: [Shape] { [shape] }
  /// Whether both operands have the result's extents, and none is held.
  var combinesLikeShapes: Bool {
    heldB == nil && views.shape.count <= 1 && views.a.allSatisfy { $0 == 1 }
      && views.b.allSatisfy { $0 == 1 }
  }

  static func bind(
    _ request: OperatorRequest, _ arithmetic: Arithmetic
  ) throws(OperatorError) -> BoundNode {
    let (a, b) = (try request.input(0), try request.input(1))
    let shapeB = request.opset < 7 ? try oldShape(request, a.shape, b.shape) : b.shape
    guard let shape = Shape.broadcast(a.shape, shapeB), let count = shape.checkedElementCount
    else { throw OperatorError("its inputs \(a.shape) and \(b.shape) do not go together") }
    if let x = a.constant?.integers, let y = b.constant?.integers {
      try request.checkKnownCount(count)
      let values = try IntegerArithmetic(
        arithmetic, StridedView(shape: shape, steps: a.shape.broadcastSteps(in: shape)),
        StridedView(shape: shape, steps: shapeB.broadcastSteps(in: shape))
      ).values(x.map { Int64($0) }, y.map { Int64($0) })
      return .constants([.integer(Tensor(shape: shape, values: values))])
    }
    var operation = Combination(
      arithmetic: arithmetic, shape: shape,
      views: BroadcastViews(
        shape, a.shape.broadcastSteps(in: shape), shapeB.broadcastSteps(in: shape)))
    if arithmetic == .power, let integers = b.constant?.integers {
      operation.heldB = integers.map { Float($0) }
    }
    return .operation(operation, operands: operation.heldB == nil ? [0, 1] : [0])
  }

  private init(arithmetic: Arithmetic, shape: Shape, views: BroadcastViews) {
    self.arithmetic = arithmetic
    self.shape = shape
    self.views = views
  }

  /// Returns the second operand's extents as operator sets before 7 meant them: those of the first
  /// from the dimension `axis` on, and only when `broadcast` is set.
  private static func oldShape(
    _ request: OperatorRequest, _ a: Shape, _ b: Shape
  ) throws(OperatorError) -> Shape {
    guard request.node.attributes.integer("broadcast") == 1 else {
      guard a == b else { throw OperatorError("its inputs \(a) and \(b) are not alike") }
      return b
    }
    var padded = b
    if let given = request.node.attributes.integer("axis"), !b.isEmpty {
      let axis = try request.axis(given, of: a)
      guard axis + b.count <= a.count else {
        throw OperatorError("its inputs \(a) and \(b) do not go together at axis \(axis)")
      }
      padded += Shape(repeating: 1, count: a.count - axis - b.count)
    }
    guard Shape.broadcast(a, padded) == a else {
      throw OperatorError("its inputs \(a) and \(b) do not go together")
    }
    return padded
  }

  func run(_ operands: Operands) {
    guard let heldB else { return run(operands, operands.input(1)) }
    heldB.withUnsafeBufferPointer { b in
      if let base = b.baseAddress { run(operands, base) }
    }
  }

  private func run(_ operands: Operands, _ b: UnsafePointer<Float>) {
    combine(
      arithmetic, shape: views.shape, steps: (views.a, views.b), operands.input(0), b,
      into: operands.output(0))
  }
}

/// Two operands that broadcast to one shape, with as few dimensions as possible.
private struct BroadcastViews: Sendable {
  private(set) var shape: Shape = []
  private(set) var a: [Int] = []
  private(set) var b: [Int] = []

  init(_ whole: Shape, _ stepsA: [Int], _ stepsB: [Int]) {
    for axis in whole.indices where whole[axis] != 1 {
      let (extent, stepA, stepB) = (whole[axis], stepsA[axis], stepsB[axis])
      if let lastA = a.last, let lastB = b.last, lastA == extent * stepA, lastB == extent * stepB {
        shape[shape.count - 1] *= extent
        a[a.count - 1] = stepA
        b[b.count - 1] = stepB
      } else {
        shape.append(extent)
        a.append(stepA)
        b.append(stepB)
      }
    }
  }
}
