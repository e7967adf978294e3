import FaceInference
import TestSupport
import Testing

@Suite struct ONNXReaderTests {
  private func read(_ bytes: [UInt8]) throws -> Model {
    try bytes.withUnsafeBytes { bytes throws in try ONNXReader().read(bytes) }
  }

  /// Reads a model that holds nothing but one tensor.
  private func tensor(
    _ extents: [Int64], _ type: Int64, _ fill: (inout ProtoMessage) -> Void
  ) throws -> Constant {
    var fields = ProtoMessage()
    fill(&fields)
    let weights = ONNXModel.Weights(
      name: "w", extents: extents, elements: .raw(type: type, fields: fields))
    return try #require(try read(ONNXModel(weights: [weights]).bytes).initializers["w"])
  }

  private static let numbers: [Float] = [0, -0.5, 1, 1.5, 65504, 6.1035156e-5]
  private let floats = Constant.float(Tensor(shape: [2, 3], values: numbers))

  @Test func floatsAreReadHoweverTheyAreStored() throws {
    let raw = Self.numbers.flatMap { ProtoMessage.littleEndian($0.bitPattern) }
    #expect(try tensor([2, 3], 1) { $0.add(9, raw) } == floats)
    #expect(try tensor([2, 3], 1) { $0.add(4, raw) } == floats, "packed")
    let single = try tensor([2, 3], 1) { m in for x in Self.numbers { m.add(4, float: x) } }
    #expect(single == floats)
    let halves = Self.numbers.map { Float16($0).bitPattern }
    #expect(
      try tensor([2, 3], 10) { $0.add(9, halves.flatMap(ProtoMessage.littleEndian)) } == floats)
    #expect(
      try tensor([2, 3], 10) { m in for bits in halves { m.add(5, Int64(bits)) } } == floats)
    let doubles = Self.numbers.map { Double($0) }
    let rawDoubles = doubles.flatMap { ProtoMessage.littleEndian($0.bitPattern) }
    #expect(try tensor([2, 3], 11) { $0.add(9, rawDoubles) } == floats)
    #expect(try tensor([2, 3], 11) { m in for x in doubles { m.add(10, double: x) } } == floats)
  }

  @Test func integersOfEveryWidthAreRead() throws {
    let values: [Int64] = [-128, -1, 0, 1, 127]
    let expected = Constant.integer(Tensor(shape: [5], values: values))
    let packed = values.flatMap { ProtoMessage.varint(UInt64(bitPattern: $0)) }
    #expect(try tensor([5], 7) { $0.add(7, packed) } == expected)
    #expect(try tensor([5], 7) { m in for x in values { m.add(7, x) } } == expected)
    #expect(try tensor([5], 6) { m in for x in values { m.add(5, x) } } == expected)
    #expect(try tensor([5], 7) { $0.add(9, values.flatMap(ProtoMessage.littleEndian)) } == expected)
    let words = values.map { Int32($0) }
    #expect(try tensor([5], 6) { $0.add(9, words.flatMap(ProtoMessage.littleEndian)) } == expected)
    let bytes = values.map { UInt8(bitPattern: Int8($0)) }
    #expect(try tensor([5], 3) { $0.add(9, bytes) } == expected)
    let flags = Constant.integer(Tensor(shape: [2], values: [0, 1]))
    #expect(try tensor([2], 9) { $0.add(9, [0, 1]) } == flags)
  }

  @Test func aTensorThatItsElementsDoNotFillIsRefused() {
    let shapes: [[Int64]] = [
      [], [5], [7], [0], [2, 2], [-1], [-2, -3], [1 << 31, 1 << 33], [.max, 2], [.min, 2],
      [3, 1 << 62, 2], [0, 1 << 62, 1 << 62],
    ]
    for shape in shapes {
      #expect(throws: ModelError.self, "\(shape)") {
        try tensor(shape, 1) { m in for _ in 0..<6 { m.add(4, float: 1) } }
      }
      #expect(throws: ModelError.self, "\(shape)") {
        try tensor(shape, 1) { $0.add(9, [UInt8](repeating: 1, count: 24)) }
      }
    }
    #expect(throws: ModelError.self, "half an element") {
      try tensor([6], 1) { $0.add(9, [UInt8](repeating: 1, count: 23)) }
    }
  }

  @Test(arguments: [0, 4, 8, 12, 16, 99, -1] as [Int64])
  func anElementTypeThatIsNotUsedIsRefused(type: Int64) {
    #expect(throws: ModelError.self) { try tensor([1], type) { $0.add(9, [0, 0, 0, 0]) } }
  }

  @Test func weightsInAnotherFileAreRefused() {
    #expect(throws: ModelError.damaged(reason: "the weights 'w' lie in another file")) {
      try tensor([0], 1) { $0.add(14, 1) }
    }
  }

  @Test func anInitializerIsNoInputEvenWhenListedAsOne() throws {
    var model = ONNXModel(inputs: [("x", [1, nil]), ("w", [1])])
    model.weights = [.init(name: "w", extents: [1], elements: .floats([1]))]
    let inputs = try read(model.bytes).inputs
    #expect(inputs.map(\.name) == ["x"])
    #expect(inputs.map(\.extents) == [[1, nil]])
  }

  @Test func extentsThatAreNotPositiveCountAsAny() throws {
    let model = ONNXModel(inputs: [("x", [0, -1, .min, 7, nil])])
    #expect(try read(model.bytes).inputs.first?.extents == [nil, nil, nil, 7, nil])
  }

  /// Fields of a later format, of any kind, do not disturb.
  @Test func unknownFieldsArePassedOver() throws {
    var extra = ProtoMessage()
    extra.add(1000, 1 << 62)
    extra.add(1001, float: 1)
    extra.add(1002, double: 2)
    extra.add(1003, "text")
    let golden = try Goldens.network("network_opset9")
    let plain = try golden.network().run(golden.tensors, scratch: Scratch())
    let model = [UInt8](golden.model)
    for bytes in [extra.bytes + model, model + extra.bytes] {
      let network = try Network(onnx: bytes)
      #expect(try network.run(golden.tensors, scratch: Scratch()) == plain)
    }
  }

  @Test func theLongNameOfTheStandardDomainIsUnderstood() throws {
    var model = ONNXModel()
    model.nodes = [.init(operation: "Relu", domain: "ai.onnx")]
    #expect(throws: Never.self) { try Network(onnx: model.bytes) }
  }

  @Test func bytesThatAreNoModelAreDamage() {
    let hostile: [[UInt8]] = [
      [], [0], [0xff], [UInt8](repeating: 0xff, count: 20), [0x3a], [0x3a, 0xff, 0xff, 0xff, 0x7f],
      Array("not a model".utf8), [0x3b, 0x3c], [0x08], [0x08, 0x08],
      [0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
      [0x0a] + [UInt8](repeating: 0x80, count: 11),
    ]
    for bytes in hostile {
      #expect {
        try read(bytes)
      } throws: { error in
        if case ModelError.damaged = error { true } else { false }
      }
    }
  }
}
