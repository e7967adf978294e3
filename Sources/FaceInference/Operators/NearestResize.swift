#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// ONNX `Resize` of images by nearest neighbours.
struct NearestResize: Operator {
  let input: Shape
  let sources: NearestSources
  var outputShapes: [Shape] {
    [[input[0], input[1], sources.rows.count, sources.columns.count]]
  }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let input = try imageExtents(try request.input(0))
    let attributes = request.node.attributes
    guard (attributes.string("mode") ?? "nearest") == "nearest" else {
      throw OperatorError("only its mode 'nearest' is supported")
    }
    guard attributes["axes"] == nil,
      (attributes.string("keep_aspect_ratio_policy") ?? "stretch") == "stretch"
    else { throw OperatorError("its axes or its keep_aspect_ratio_policy is not supported") }
    // Operator set 10 knew one way alone.
    let isOld = request.opset < 11
    let transformation =
      isOld
      ? "asymmetric" : attributes.string("coordinate_transformation_mode") ?? "half_pixel"
    let rounding = isOld ? "floor" : attributes.string("nearest_mode") ?? "round_prefer_floor"
    let (extents, scales) = try target(request, input)
    guard extents[0] == input[0], extents[1] == input[1], extents.checkedElementCount != nil,
      (1...largestSide).contains(extents[2]), (1...largestSide).contains(extents[3])
    else { throw OperatorError("it resizes \(input) to \(extents)") }
    let axes = try (2..<4).map { axis throws(OperatorError) in
      try (0..<extents[axis]).map { position throws(OperatorError) in
        try source(
          position, scale: scales[axis], from: input[axis], to: extents[axis], transformation,
          rounding)
      }
    }
    let sources = NearestSources(rows: axes[0], columns: axes[1])
    return .operation(NearestResize(input: input, sources: sources), operands: [0])
  }

  /// No image that a network sees is longer; it bounds the tables made from a hostile size.
  private static let largestSide = 1 << 16

  /// Returns the extents of the result, and by how much each dimension grows.
  private static func target(
    _ request: OperatorRequest, _ input: Shape
  ) throws(OperatorError) -> (extents: [Int], scales: [Double]) {
    let scalesAt = request.opset < 11 ? 1 : 2
    if request.opset >= 11, let sizes = request.optionalInput(3), !sizes.shape.contains(0) {
      let extents = try request.constantIntegers(3, "the size")
      guard extents.count == 4 else { throw OperatorError("its size \(extents)") }
      return (extents, zip(extents, input).map { Double($0) / Double($1) })
    }
    let scales = try request.constantFloats(scalesAt, "the scale").map { Double($0) }
    guard scales.count == 4, scales.allSatisfy({ $0 > 0 && $0 <= 1024 }) else {
      throw OperatorError("its scales \(scales)")
    }
    // The product of an extent checked before and a scale of at most 1024 fits.
    return (zip(input, scales).map { Int((Double($0) * $1).rounded(.down)) }, scales)
  }

  /// Returns the pixel that a position of the result shows (ONNX, `Resize`, the formulas of
  /// coordinate_transformation_mode and nearest_mode).
  private static func source(
    _ position: Int, scale: Double, from: Int, to: Int, _ transformation: String,
    _ rounding: String
  ) throws(OperatorError) -> Int {
    let p = Double(position)
    let x: Double
    switch transformation {
    case "asymmetric": x = p / scale
    case "half_pixel": x = (p + 0.5) / scale - 0.5
    case "pytorch_half_pixel": x = to > 1 ? (p + 0.5) / scale - 0.5 : 0
    case "align_corners": x = to > 1 ? p * Double(from - 1) / Double(to - 1) : 0
    default:
      throw OperatorError("its coordinates '\(transformation)' are not supported")
    }
    let rounded: Double
    switch rounding {
    case "floor": rounded = floor(x)
    case "ceil": rounded = ceil(x)
    case "round_prefer_floor": rounded = ceil(x - 0.5)
    case "round_prefer_ceil": rounded = floor(x + 0.5)
    default: throw OperatorError("its rounding '\(rounding)' is not supported")
    }
    return min(max(0, Int(rounded)), from - 1)
  }

  func run(_ operands: Operands) {
    resizeNearest(
      planes: input[0] * input[1], height: input[2], width: input[3], sources, operands.input(0),
      into: operands.output(0))
  }
}
