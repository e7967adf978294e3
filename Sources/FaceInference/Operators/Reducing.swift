/// ONNX `ReduceSum`, `ReduceMean` and `ReduceL2`.
///
/// The axes were an attribute before operator set 18 (13 for `ReduceSum`) and are an input since.
struct Reducing: Operator {
  let reduction: Reduction
  let shape: Shape
  /// The input, with a step of the output for each dimension.
  let view: StridedView
  var outputShapes: [Shape] { [shape] }

  static func bind(
    _ request: OperatorRequest, _ reduction: Reduction
  ) throws(OperatorError) -> BoundNode {
    let input = try request.input(0).shape
    guard input.checkedElementCount ?? 0 > 0 else {
      throw OperatorError("its input \(input) is empty")
    }
    let attributes = request.node.attributes
    var axes: [Int]?
    if request.opset < (reduction == .sum ? 13 : 18) {
      axes = attributes.integers("axes")
    } else if request.optionalInput(1) != nil {
      axes = try request.constantIntegers(1, "the axes")
    }
    var reduced = Set(try request.distinctAxes(axes ?? [], of: input))
    if reduced.isEmpty, (attributes.integer("noop_with_empty_axes") ?? 0) == 0 {
      reduced = Set(input.indices)
    }
    let kept = input.indices.map { reduced.contains($0) ? 1 : input[$0] }
    let keepsDimensions = (attributes.integer("keepdims") ?? 1) != 0
    let shape =
      keepsDimensions ? kept : input.indices.filter { !reduced.contains($0) }.map { input[$0] }
    let view = StridedView(shape: input, steps: kept.broadcastSteps(in: input))
    return .operation(
      Reducing(reduction: reduction, shape: shape, view: view.merged), operands: [0])
  }

  func run(_ operands: Operands) {
    reduce(
      reduction, shape: view.shape, steps: view.steps, count: shape.elementCount,
      operands.input(0), into: operands.output(0))
  }
}
