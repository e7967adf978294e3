/// Reads a model from the bytes of an ONNX file.
///
/// Field numbers are those of `onnx.proto` (ONNX 1.19). Fields that no operator here needs are
/// passed over; a damaged file throws and never traps.
public struct ONNXReader {
  /// Makes a reader.
  public init() {}

  /// Reads a model.
  ///
  /// - Parameter bytes: The whole file. Weights are copied out, so it may go away afterwards.
  /// - Throws: ``ModelError/damaged(reason:)`` when the bytes are not a complete ONNX model.
  public func read(_ bytes: UnsafeRawBufferPointer) throws(ModelError) -> Model {
    do {
      return try readModel(WireReader(bytes))
    } catch let error as ModelError {
      throw error
    } catch WireError.truncated {
      throw .damaged(reason: "the file breaks off in the middle of a field")
    } catch {
      throw .damaged(reason: "not an ONNX file (\(error))")
    }
  }

  private func readModel(_ message: WireReader) throws -> Model {
    var message = message
    var model: Model?
    var opset = 1
    while !message.atEnd {
      let tag = try message.tag()
      switch (tag.field, tag.type) {
      case (7, 2): model = try readGraph(try message.message())
      case (8, 2):
        let (domain, version) = try readOperatorSet(try message.message())
        if domain.isEmpty || domain == "ai.onnx" { opset = version }
      default: try message.skip(tag)
      }
    }
    guard var model else { throw ModelError.damaged(reason: "the file holds no graph") }
    model.opset = opset
    return model
  }

  private func readOperatorSet(_ message: WireReader) throws -> (domain: String, version: Int) {
    var message = message
    var domain = ""
    var version = 1
    while !message.atEnd {
      let tag = try message.tag()
      switch (tag.field, tag.type) {
      case (1, 2): domain = try message.string()
      case (2, 0): version = Int(try message.int64())
      default: try message.skip(tag)
      }
    }
    return (domain, version)
  }

  private func readGraph(_ message: WireReader) throws -> Model {
    var message = message
    var model = Model(opset: 1, inputs: [], outputs: [], nodes: [], initializers: [:])
    while !message.atEnd {
      let tag = try message.tag()
      switch (tag.field, tag.type) {
      case (1, 2): model.nodes.append(try readNode(try message.message()))
      case (5, 2):
        let tensor = try ONNXTensor(try message.message())
        model.initializers[tensor.name] = try tensor.constant()
      case (11, 2): model.inputs.append(try readInput(try message.message()))
      case (12, 2): model.outputs.append(try readInput(try message.message()).name)
      default: try message.skip(tag)
      }
    }
    // Before IR version 4 every initializer was listed as an input too.
    model.inputs.removeAll { model.initializers[$0.name] != nil }
    return model
  }

  private func readNode(_ message: WireReader) throws -> Node {
    var message = message
    var inputs: [String] = []
    var outputs: [String] = []
    var (name, operation, domain) = ("", "", "")
    var attributes: [String: Attributes.Value] = [:]
    while !message.atEnd {
      let tag = try message.tag()
      switch (tag.field, tag.type) {
      case (1, 2): inputs.append(try message.string())
      case (2, 2): outputs.append(try message.string())
      case (3, 2): name = try message.string()
      case (4, 2): operation = try message.string()
      case (5, 2):
        if let (key, value) = try readAttribute(try message.message()) { attributes[key] = value }
      case (7, 2): domain = try message.string()
      default: try message.skip(tag)
      }
    }
    return Node(
      name: name, operation: operation, domain: domain == "ai.onnx" ? "" : domain, inputs: inputs,
      outputs: outputs, attributes: Attributes(attributes))
  }

  /// Reads an attribute; `nil` for kinds that no supported operator has, such as subgraphs.
  private func readAttribute(_ message: WireReader) throws -> (String, Attributes.Value)? {
    var message = message
    var name = ""
    var type = 0
    var single: Attributes.Value?
    var floats: [Float] = []
    var integers: [Int64] = []
    while !message.atEnd {
      let tag = try message.tag()
      switch (tag.field, tag.type) {
      case (1, 2): name = try message.string()
      case (2, 5): single = .float(Float(bitPattern: try message.fixed32()))
      case (3, 0): single = .integer(Int(try message.int64()))
      case (4, 2): single = .string(try message.string())
      case (5, 2): single = .tensor(try ONNXTensor(try message.message()).constant())
      case (7, 2), (7, 5): try message.floats(tag, into: &floats)
      case (8, 2), (8, 0): try message.integers(tag, into: &integers)
      case (20, 0): type = Int(truncatingIfNeeded: try message.varint())
      default: try message.skip(tag)
      }
    }
    // An empty list has no element on the wire; only the type tells it from nothing.
    if type == 7 || !integers.isEmpty { return (name, .integers(integers.map { Int($0) })) }
    if type == 6 || !floats.isEmpty { return (name, .floats(floats)) }
    // A zero may be left out by the writer.
    if single == nil, type == 2 { return (name, .integer(0)) }
    if single == nil, type == 1 { return (name, .float(0)) }
    return single.map { (name, $0) }
  }

  private func readInput(_ message: WireReader) throws -> Model.Input {
    var message = message
    var name = ""
    var extents: [Int?] = []
    var elementType = 0
    while !message.atEnd {
      let tag = try message.tag()
      switch (tag.field, tag.type) {
      case (1, 2): name = try message.string()
      case (2, 2):
        let type = try message.message()
        extents = try readExtents(type)
        elementType = try readElementType(type)
      default: try message.skip(tag)
      }
    }
    let holdsFloats = [0, 1, 10, 11].contains(elementType)
    return Model.Input(name: name, extents: extents, holdsFloats: holdsFloats)
  }

  /// Reads `TypeProto.tensor_type.elem_type`; a sequence or map has none that could be run.
  private func readElementType(_ type: WireReader) throws -> Int {
    var type = type
    var elementType = 0
    while !type.atEnd {
      let tag = try type.tag()
      guard tag.field == 1, tag.type == 2 else {
        try type.skip(tag)
        if [4, 5, 8, 9].contains(tag.field) { elementType = -1 }
        continue
      }
      var tensor = try type.message()
      while !tensor.atEnd {
        let tag = try tensor.tag()
        if tag.field == 1, tag.type == 0 {
          elementType = Int(truncatingIfNeeded: try tensor.varint())
        } else {
          try tensor.skip(tag)
        }
      }
    }
    return elementType
  }

  /// Reads `TypeProto.tensor_type.shape.dim[].dim_value`.
  private func readExtents(_ type: WireReader) throws -> [Int?] {
    var extents: [Int?] = []
    try forEachMessage(1, in: type) { tensorType in
      try forEachMessage(2, in: tensorType) { shape in
        try forEachMessage(1, in: shape) { dimension in
          var dimension = dimension
          var extent: Int?
          while !dimension.atEnd {
            let tag = try dimension.tag()
            if tag.field == 1, tag.type == 0 {
              extent = Int(try dimension.int64())
            } else {
              try dimension.skip(tag)
            }
          }
          extents.append(extent.flatMap { $0 > 0 ? $0 : nil })
        }
      }
    }
    return extents
  }

  private func forEachMessage(
    _ field: Int, in message: WireReader, _ body: (WireReader) throws -> Void
  ) throws {
    var message = message
    while !message.atEnd {
      let tag = try message.tag()
      if tag.field == field, tag.type == 2 {
        try body(try message.message())
      } else {
        try message.skip(tag)
      }
    }
  }
}
