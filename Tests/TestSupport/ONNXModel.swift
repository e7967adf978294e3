/// Writes ONNX files, valid ones and others, field by field as `onnx.proto` numbers them.
package struct ONNXModel {
  package var opset: Int64
  /// Names and extents; an extent of `nil` is a variable one.
  package var inputs: [(name: String, extents: [Int64?])]
  package var outputs: [String]
  package var nodes: [Node]
  package var weights: [Weights]

  /// Makes a model; by default one input `x` of four variable extents and one output `y`.
  package init(
    opset: Int64 = 13, inputs: [(name: String, extents: [Int64?])] = [("x", [nil, nil, nil, nil])],
    outputs: [String] = ["y"], nodes: [Node] = [], weights: [Weights] = []
  ) {
    self.opset = opset
    self.inputs = inputs
    self.outputs = outputs
    self.nodes = nodes
    self.weights = weights
  }

  /// A node.
  package struct Node {
    package var operation: String
    package var inputs: [String]
    package var outputs: [String]
    package var name: String
    package var domain: String
    package var attributes: [String: Attribute]

    /// Makes a node; by default from `x` to `y`.
    package init(
      operation: String, inputs: [String] = ["x"], outputs: [String] = ["y"], name: String = "",
      domain: String = "", attributes: [String: Attribute] = [:]
    ) {
      self.operation = operation
      self.inputs = inputs
      self.outputs = outputs
      self.name = name
      self.domain = domain
      self.attributes = attributes
    }
  }

  /// A setting of a node.
  package enum Attribute {
    case float(Float)
    case integer(Int64)
    case string(String)
    case integers([Int64])
  }

  /// An initializer.
  package struct Weights {
    package var name: String
    package var extents: [Int64]
    package var elements: Elements

    /// Makes an initializer.
    package init(name: String, extents: [Int64], elements: Elements) {
      self.name = name
      self.extents = extents
      self.elements = elements
    }

    /// What an initializer holds.
    package enum Elements {
      case floats([Float])
      case integers([Int64])
      /// An element type and the fields of the message that hold the data.
      case raw(type: Int64, fields: ProtoMessage)
    }
  }

  /// The file.
  package var bytes: [UInt8] {
    var graph = ProtoMessage()
    for node in nodes { graph.add(1, message(node)) }
    for weight in weights { graph.add(5, message(weight)) }
    for input in inputs { graph.add(11, message(input.name, input.extents)) }
    for output in outputs { graph.add(12, message(output, nil)) }
    var operatorSet = ProtoMessage()
    operatorSet.add(2, opset)
    var model = ProtoMessage()
    model.add(1, 8)
    model.add(7, graph)
    model.add(8, operatorSet)
    return model.bytes
  }

  private func message(_ node: Node) -> ProtoMessage {
    var message = ProtoMessage()
    for input in node.inputs { message.add(1, input) }
    for output in node.outputs { message.add(2, output) }
    message.add(3, node.name)
    message.add(4, node.operation)
    for (name, value) in node.attributes.sorted(by: { $0.key < $1.key }) {
      var attribute = ProtoMessage()
      attribute.add(1, name)
      switch value {
      case .float(let value):
        attribute.add(2, float: value)
        attribute.add(20, 1)
      case .integer(let value):
        attribute.add(3, value)
        attribute.add(20, 2)
      case .string(let value):
        attribute.add(4, value)
        attribute.add(20, 3)
      case .integers(let values):
        for value in values { attribute.add(8, value) }
        attribute.add(20, 7)
      }
      message.add(5, attribute)
    }
    message.add(7, node.domain)
    return message
  }

  private func message(_ weights: Weights) -> ProtoMessage {
    var message = ProtoMessage()
    for extent in weights.extents { message.add(1, extent) }
    switch weights.elements {
    case .floats(let values):
      message.add(2, 1)
      for value in values { message.add(4, float: value) }
    case .integers(let values):
      message.add(2, 7)
      for value in values { message.add(7, value) }
    case .raw(let type, let fields):
      message.add(2, type)
      message.bytes += fields.bytes
    }
    message.add(8, weights.name)
    return message
  }

  private func message(_ name: String, _ extents: [Int64?]?) -> ProtoMessage {
    var shape = ProtoMessage()
    for extent in extents ?? [] {
      var dimension = ProtoMessage()
      if let extent { dimension.add(1, extent) } else { dimension.add(2, "any") }
      shape.add(1, dimension)
    }
    var tensor = ProtoMessage()
    tensor.add(1, 1)
    if extents != nil { tensor.add(2, shape) }
    var type = ProtoMessage()
    type.add(1, tensor)
    var message = ProtoMessage()
    message.add(1, name)
    message.add(2, type)
    return message
  }
}

/// A protocol-buffers message in the making.
package struct ProtoMessage {
  /// What was added so far.
  package var bytes: [UInt8] = []

  /// Makes an empty message.
  package init() {}

  /// The bytes of an integer, seven bits each, lowest first.
  package static func varint(_ value: UInt64) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private mutating func tag(_ field: Int, _ type: Int) {
    bytes += Self.varint(UInt64(field << 3 | type))
  }

  /// Adds a field.
  package mutating func add(_ field: Int, _ value: Int64) {
    tag(field, 0)
    bytes += Self.varint(UInt64(bitPattern: value))
  }

  /// Adds a field.
  package mutating func add(_ field: Int, float value: Float) {
    tag(field, 5)
    bytes += Self.littleEndian(value.bitPattern)
  }

  /// Adds a field.
  package mutating func add(_ field: Int, double value: Double) {
    tag(field, 1)
    bytes += Self.littleEndian(value.bitPattern)
  }

  /// Adds a field.
  package mutating func add(_ field: Int, _ value: [UInt8]) {
    tag(field, 2)
    bytes += Self.varint(UInt64(value.count)) + value
  }

  /// Adds a field.
  package mutating func add(_ field: Int, _ value: String) { add(field, Array(value.utf8)) }

  /// Adds a field.
  package mutating func add(_ field: Int, _ value: ProtoMessage) { add(field, value.bytes) }

  /// The bytes of a number, lowest first.
  package static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
