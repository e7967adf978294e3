/// A tensor as an ONNX file stores it, before its elements are decoded.
struct ONNXTensor {
  private(set) var name = ""
  private var extents: [Int64] = []
  private var type = 0
  private var raw: UnsafeRawBufferPointer?
  private var floats: [Float] = []
  private var integers: [Int64] = []
  private var isExternal = false

  /// Reads a `TensorProto`.
  init(_ message: WireReader) throws {
    var message = message
    while !message.atEnd {
      let tag = try message.tag()
      switch (tag.field, tag.type) {
      case (1, 2), (1, 0): try message.integers(tag, into: &extents)
      case (2, 0): type = Int(truncatingIfNeeded: try message.varint())
      case (4, 2), (4, 5): try message.floats(tag, into: &floats)
      case (5, 2), (5, 0), (7, 2), (7, 0), (11, 2), (11, 0):
        try message.integers(tag, into: &integers)
      case (8, 2): name = try message.string()
      case (9, 2): raw = try message.delimited()
      case (10, 2), (10, 1): try message.doubles(tag, into: &floats)
      case (14, 0): isExternal = try message.varint() == 1
      default: try message.skip(tag)
      }
    }
  }

  /// Decodes the elements.
  ///
  /// - Throws: ``ModelError/damaged(reason:)`` when there are more or fewer than the extents say,
  ///   the element type is not one that models of this engine use, or the data lie in another file.
  func constant() throws -> Constant {
    guard !isExternal else {
      throw ModelError.damaged(reason: "the weights '\(name)' lie in another file")
    }
    let shape = extents.map { Int($0) }
    guard let count = shape.checkedElementCount else {
      throw ModelError.damaged(reason: "the weights '\(name)' have impossible extents \(shape)")
    }
    switch type {
    case 1: return .float(try tensor(shape, count, floats, UInt32.self) { Float(bitPattern: $0) })
    case 10: return .float(try tensor(shape, count, halves, UInt16.self, Self.float))
    case 11:
      return .float(
        try tensor(shape, count, floats, UInt64.self) { Float(Double(bitPattern: $0)) })
    case 7: return .integer(try tensor(shape, count, integers, Int64.self) { $0 })
    case 6: return .integer(try tensor(shape, count, integers, Int32.self) { Int64($0) })
    case 9, 2: return .integer(try tensor(shape, count, integers, UInt8.self) { Int64($0) })
    case 3: return .integer(try tensor(shape, count, integers, Int8.self) { Int64($0) })
    default:
      throw ModelError.damaged(reason: "the weights '\(name)' have the element type \(type)")
    }
  }

  /// Half-precision values stored one by one: their bits, in `int32_data`.
  private var halves: [Float] { integers.map { Self.float(UInt16(truncatingIfNeeded: $0)) } }

  /// The value of a half-precision number; by its bits, as processors without an instruction for
  /// it would call a function.
  @inline(__always)
  private static func float(_ bits: UInt16) -> Float {
    let magnitude = UInt32(bits & 0x7FFF) << 13
    // Exponents of floats are 112 higher; infinities and what is no number keep theirs.
    let value = Float(bitPattern: magnitude) * 0x1p112
    let isFinite = bits & 0x7C00 != 0x7C00
    let unsigned = isFinite ? value.bitPattern : magnitude | 0x7F80_0000
    return Float(bitPattern: unsigned | UInt32(bits & 0x8000) << 16)
  }

  @inline(__always)
  private func tensor<Stored: FixedWidthInteger, Element: Sendable>(
    _ shape: Shape, _ count: Int, _ listed: [Element], _: Stored.Type,
    _ decode: (Stored) -> Element
  ) throws -> Tensor<Element> {
    let size = MemoryLayout<Stored>.size
    guard (raw.map { $0.count } ?? listed.count * size) == count * size else {
      throw ModelError.damaged(reason: "the weights '\(name)' do not fill their shape \(shape)")
    }
    guard let raw else { return Tensor(shape: shape, values: listed) }
    let values = [Element](unsafeUninitializedCapacity: count) { target, filled in
      for index in 0..<count {
        let stored = raw.loadUnaligned(fromByteOffset: index * size, as: Stored.self)
        target.initializeElement(at: index, to: decode(Stored(littleEndian: stored)))
      }
      filled = count
    }
    return Tensor(shape: shape, values: values)
  }
}
