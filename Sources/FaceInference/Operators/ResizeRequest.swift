/// What a node `Resize` or `Upsample` asks for: how each axis of an image grows, and which of its
/// points each position shows.
struct ResizeRequest {
  let input: [Int]
  /// The extents of the result.
  private(set) var extents: [Int]
  /// By how much each dimension grows.
  private(set) var scales: [Double]
  /// Where the part that is shown begins and ends on each axis, in shares of it.
  private var regions: [(start: Double, end: Double)]
  private let transformation: String
  private let attributes: Attributes

  /// No image that a network sees is longer; it bounds the tables made from a hostile size.
  private static let largestSide = 1 << 16

  init(_ request: OperatorRequest) throws(OperatorError) {
    input = try imageExtents(try request.input(0))
    attributes = request.node.attributes
    // Operator set 10 knew one way alone.
    transformation =
      request.opset < 11
      ? "asymmetric" : attributes.string("coordinate_transformation_mode") ?? "half_pixel"
    extents = input
    scales = input.map { _ in 1 }
    regions = input.map { _ in (0, 1) }
    let axes = try request.distinctAxes(
      attributes.integers("axes") ?? Array(input.indices), of: input)
    if request.opset >= 11, let sizes = request.optionalInput(3), !sizes.shape.contains(0) {
      try takeSizes(try request.constantIntegers(3, "the size"), axes)
    } else {
      try takeScales(try Self.givenScales(request), axes)
    }
    if transformation == "tf_crop_and_resize" {
      try takeRegions(try request.constantFloats(1, "the region"), axes)
    }
    guard extents[0] == input[0], extents[1] == input[1], extents.checkedElementCount != nil,
      extents[2...].allSatisfy({ (1...Self.largestSide).contains($0) })
    else { throw OperatorError("it resizes \(input) to \(extents)") }
  }

  private static func givenScales(_ request: OperatorRequest) throws(OperatorError) -> [Double] {
    // `Upsample` had an attribute before operator set 9.
    if request.node.operation == "Upsample", request.opset < 9 {
      return (request.node.attributes.floats("scales") ?? []).map { Double($0) }
    }
    return try request.constantFloats(request.opset < 11 ? 1 : 2, "the scale").map { Double($0) }
  }

  private mutating func takeScales(_ given: [Double], _ axes: [Int]) throws(OperatorError) {
    guard given.count == axes.count, given.allSatisfy({ $0 > 0 && $0 <= 1024 }) else {
      throw OperatorError("its scales \(given)")
    }
    for (axis, scale) in zip(axes, given) {
      scales[axis] = scale
      // The product of an extent checked before and a scale of at most 1024 fits.
      extents[axis] = Int((Double(input[axis]) * scale).rounded(.down))
    }
  }

  private mutating func takeSizes(_ given: [Int], _ axes: [Int]) throws(OperatorError) {
    guard given.count == axes.count, given.allSatisfy({ (1...Self.largestSide).contains($0) })
    else { throw OperatorError("its size \(given)") }
    for (axis, size) in zip(axes, given) {
      extents[axis] = size
      scales[axis] = Double(size) / Double(input[axis])
    }
    let own = axes.map { scales[$0] }
    guard let least = own.min(), let most = own.max() else { return }
    switch attributes.string("keep_aspect_ratio_policy") ?? "stretch" {
    case "stretch": return
    case "not_larger": keepAspect(least, axes)
    case "not_smaller": keepAspect(most, axes)
    case let other: throw OperatorError("its keep_aspect_ratio_policy '\(other)' is not supported")
    }
  }

  private mutating func keepAspect(_ scale: Double, _ axes: [Int]) {
    for axis in axes {
      scales[axis] = scale
      extents[axis] = Int((Double(input[axis]) * scale + 0.5).rounded(.down))
    }
  }

  private mutating func takeRegions(_ given: [Float], _ axes: [Int]) throws(OperatorError) {
    guard given.count == 2 * axes.count, given.allSatisfy({ abs($0) <= 1024 }) else {
      throw OperatorError("its region \(given)")
    }
    for (index, axis) in axes.enumerated() {
      regions[axis] = (Double(given[index]), Double(given[axes.count + index]))
    }
  }

  /// Whether some positions may show points outside the image, which have a value of their own.
  var extrapolates: Bool { transformation == "tf_crop_and_resize" }

  /// Returns the point of the input that a position of the result shows (ONNX, `Resize`, the
  /// formulas of coordinate_transformation_mode).
  func point(_ position: Int, axis: Int) throws(OperatorError) -> Double {
    let (p, scale) = (Double(position), scales[axis])
    let (from, region) = (Double(input[axis]), regions[axis])
    let to = scale * from
    switch transformation {
    case "asymmetric": return p / scale
    case "half_pixel": return (p + 0.5) / scale - 0.5
    case "half_pixel_symmetric":
      let offset = from / 2 * (1 - Double(extents[axis]) / to)
      return offset + (p + 0.5) / scale - 0.5
    case "pytorch_half_pixel": return to == 1 ? -0.5 : (p + 0.5) / scale - 0.5
    case "tf_half_pixel_for_nn": return (p + 0.5) / scale
    case "align_corners": return to == 1 ? 0 : p * (from - 1) / (to - 1)
    case "tf_crop_and_resize":
      let span = (region.end - region.start) * (from - 1)
      return region.start * (from - 1) + (to == 1 ? span / 2 : p * span / (to - 1))
    default: throw OperatorError("its coordinates '\(transformation)' are not supported")
    }
  }
}
