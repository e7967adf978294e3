#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// ONNX `Resize`, and `Upsample` before it, over images.
let bindResize: OperatorBuilder = { request throws(OperatorError) in
  let resize = try ResizeRequest(request)
  switch request.node.attributes.string("mode") ?? "nearest" {
  case "nearest": return try NearestResize.bind(request, resize)
  case "linear", "bilinear": return try FilteredResize.bind(request, resize, .linear)
  case "cubic":
    let steepness = Double(request.node.attributes.float("cubic_coeff_a") ?? -0.75)
    return try FilteredResize.bind(request, resize, .cubic(steepness: steepness))
  case let other: throw OperatorError("its mode '\(other)' is not supported")
  }
}

/// ONNX `Resize` of images by nearest neighbours.
struct NearestResize: Operator {
  let input: Shape
  let sources: NearestSources
  let outside: Float
  var outputShapes: [Shape] {
    [[input[0], input[1], sources.rows.count, sources.columns.count]]
  }

  fileprivate static func bind(
    _ request: OperatorRequest, _ resize: ResizeRequest
  ) throws(OperatorError) -> BoundNode {
    let attributes = request.node.attributes
    let rounding =
      request.opset < 11 ? "floor" : attributes.string("nearest_mode") ?? "round_prefer_floor"
    guard (attributes.integer("antialias") ?? 0) == 0 else {
      throw OperatorError("its antialias does not go with nearest neighbours")
    }
    let axes = try (2..<4).map { axis throws(OperatorError) in
      try (0..<resize.extents[axis]).map { position throws(OperatorError) in
        try source(try resize.point(position, axis: axis), rounding, resize, axis)
      }
    }
    let operation = NearestResize(
      input: resize.input, sources: NearestSources(rows: axes[0], columns: axes[1]),
      outside: attributes.float("extrapolation_value") ?? 0)
    return .operation(operation, operands: [0])
  }

  /// Returns the pixel nearest to a point (ONNX, `Resize`, nearest_mode).
  private static func source(
    _ point: Double, _ rounding: String, _ resize: ResizeRequest, _ axis: Int
  ) throws(OperatorError) -> Int? {
    let last = resize.input[axis] - 1
    if resize.extrapolates, point < 0 || point > Double(last) { return nil }
    let rounded: Double
    switch rounding {
    case "floor": rounded = floor(point)
    case "ceil": rounded = ceil(point)
    case "round_prefer_floor": rounded = ceil(point - 0.5)
    case "round_prefer_ceil": rounded = floor(point + 0.5)
    default: throw OperatorError("its rounding '\(rounding)' is not supported")
    }
    return Int(min(max(0, rounded), Double(last)))
  }

  func run(_ operands: Operands) {
    resizeNearest(
      planes: input[0] * input[1], height: input[2], width: input[3], sources, outside: outside,
      operands.input(0), into: operands.output(0))
  }
}

/// ONNX `Resize` of images by weighted sums of neighbours.
struct FilteredResize: Operator {
  let input: Shape
  let rows: FilterTaps
  let columns: FilterTaps
  let outside: Float
  var outputShapes: [Shape] { [[input[0], input[1], rows.count, columns.count]] }
  var scratchCount: Int { input[3] }

  fileprivate static func bind(
    _ request: OperatorRequest, _ resize: ResizeRequest, _ filter: ResizeFilter
  ) throws(OperatorError) -> BoundNode {
    let attributes = request.node.attributes
    let operation = FilteredResize(
      input: resize.input,
      rows: try filter.taps(resize, axis: 2, attributes),
      columns: try filter.taps(resize, axis: 3, attributes),
      outside: attributes.float("extrapolation_value") ?? 0)
    return .operation(operation, operands: [0])
  }

  func run(_ operands: Operands) {
    resizeFiltered(
      planes: input[0] * input[1], height: input[2], width: input[3], rows: rows,
      columns: columns, outside: outside, operands.input(0), into: operands.output(0),
      scratch: operands.scratch)
  }
}
