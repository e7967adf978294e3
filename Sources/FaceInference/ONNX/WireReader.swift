/// Why bytes are not a valid protocol-buffers message.
enum WireError: Error {
  case truncated
  case overlongVarint
  case unknownWireType(Int)
  case wrongWireType(field: Int)
}

/// A cursor over a protocol-buffers message.
///
/// Every read is bounds-checked and throws.
///
/// Source: "Encoding", protobuf.dev/programming-guides/encoding. Only what ONNX uses is here;
/// docs/decisions/0003 says why this is not a library.
struct WireReader {
  /// The field's number and how its value is stored.
  struct Tag {
    let field: Int
    let type: Int
  }

  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var atEnd: Bool { position >= bytes.count }

  /// Reads an integer of 1 to 10 bytes, seven bits each, lowest first.
  mutating func varint() throws(WireError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard position < bytes.count else { throw .truncated }
      guard shift < 64 else { throw .overlongVarint }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7f) << shift
      guard byte >= 0x80 else { return value }
      shift += 7
    }
  }

  mutating func tag() throws(WireError) -> Tag {
    let value = try varint()
    return Tag(field: Int(value >> 3), type: Int(value & 7))
  }

  mutating func int64() throws(WireError) -> Int64 { Int64(bitPattern: try varint()) }

  mutating func fixed32() throws(WireError) -> UInt32 {
    guard bytes.count - position >= 4 else { throw .truncated }
    defer { position += 4 }
    return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
  }

  mutating func fixed64() throws(WireError) -> UInt64 {
    guard bytes.count - position >= 8 else { throw .truncated }
    defer { position += 8 }
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  /// Reads a length and that many bytes, without copying them.
  mutating func delimited() throws(WireError) -> UnsafeRawBufferPointer {
    let length = try varint()
    guard length <= UInt64(bytes.count - position) else { throw .truncated }
    let end = position + Int(length)
    defer { position = end }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<end])
  }

  mutating func message() throws(WireError) -> WireReader { WireReader(try delimited()) }

  mutating func string() throws(WireError) -> String {
    String(decoding: try delimited(), as: UTF8.self)
  }

  /// Passes over the value of a field that is not wanted.
  mutating func skip(_ tag: Tag) throws(WireError) {
    switch tag.type {
    case 0: _ = try varint()
    case 1: _ = try fixed64()
    case 2: _ = try delimited()
    case 5: _ = try fixed32()
    default: throw .unknownWireType(tag.type)
    }
  }

  /// Appends the integers of a repeated field, packed or one by one.
  mutating func integers(_ tag: Tag, into values: inout [Int64]) throws(WireError) {
    switch tag.type {
    case 0: values.append(try int64())
    case 2:
      var packed = try message()
      while !packed.atEnd { values.append(try packed.int64()) }
    default: throw .wrongWireType(field: tag.field)
    }
  }

  /// Appends the floats of a repeated field, packed or one by one.
  mutating func floats(_ tag: Tag, into values: inout [Float]) throws(WireError) {
    switch tag.type {
    case 5: values.append(Float(bitPattern: try fixed32()))
    case 2:
      var packed = try message()
      while !packed.atEnd { values.append(Float(bitPattern: try packed.fixed32())) }
    default: throw .wrongWireType(field: tag.field)
    }
  }

  /// Appends the doubles of a repeated field as floats, packed or one by one.
  mutating func doubles(_ tag: Tag, into values: inout [Float]) throws(WireError) {
    switch tag.type {
    case 1: values.append(Float(Double(bitPattern: try fixed64())))
    case 2:
      var packed = try message()
      while !packed.atEnd { values.append(Float(Double(bitPattern: try packed.fixed64()))) }
    default: throw .wrongWireType(field: tag.field)
    }
  }
}
