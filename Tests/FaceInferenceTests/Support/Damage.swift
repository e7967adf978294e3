import TestSupport

/// Damages a file in small ways, most of them near the words that give it its structure.
struct Damage {
  private var random: SeededRandom
  private let bytes: [UInt8]
  private let anchors: [Int]

  private static let words = [
    "Conv", "Relu", "pads", "strides", "dilations", "group", "kernel_shape", "axis", "axes", "perm",
    "Reshape", "Resize", "Concat", "Shape", "Slice", "Gather", "starts", "ends", "MaxPool", "Add",
    "Pad", "Split", "Pool", "Reduce", "split", "mode", "scales", "size", "output_shape",
    "blocksize",
    "ceil_mode", "Normalization", "Expand", "MatMul", "Pow", "Cast", "value", "LRN", "auto_pad",
  ].map { Array($0.utf8) }

  /// Integers that overflow, or nearly.
  private static let extremes: [UInt64] = [
    0, 1, 2, 0x7f, 0xff, 1 << 31, 1 << 32, 1 << 40, 1 << 62, 1 << 63, .max, .max - 1,
    UInt64(Int64.max), UInt64(Int32.max),
  ]

  init(seed: Int, bytes: [UInt8]) {
    random = SeededRandom(seed: seed)
    self.bytes = bytes
    let starts = Dictionary(grouping: Self.words) { $0[0] }
    anchors = bytes.indices.filter { i in
      starts[bytes[i]]?.contains { bytes[i...].starts(with: $0) } ?? false
    }
  }

  /// Returns the file with one to three damages.
  mutating func mutated() -> [UInt8] {
    var damaged = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) { damage(&damaged) }
    return damaged
  }

  private mutating func damage(_ target: inout [UInt8]) {
    guard !target.isEmpty else { return }
    let at = place(in: target)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: target[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1, 2: target[at] = .random(in: 0...255, using: &random)
    case 3: target[at] = random.pick([0, 1, 0x7f, 0x80, 0xff])
    case 4: target.insert(contentsOf: ProtoMessage.varint(random.pick(Self.extremes)), at: at)
    case 5:
      // In the place of as many bytes, so that what follows still fits.
      let value = ProtoMessage.varint(random.pick(Self.extremes)).prefix(target.count - at)
      target.replaceSubrange(at..<(at + value.count), with: value)
    case 6: target.removeSubrange(at..<min(target.count, at + random.pick([1, 2, 7, 40])))
    default:
      let span = Array(target[at..<min(target.count, at + random.pick([1, 4, 30, 200]))])
      target.insert(contentsOf: span, at: at)
    }
  }

  private mutating func place(in target: [UInt8]) -> Int {
    guard !anchors.isEmpty, Int.random(in: 0..<4, using: &random) > 0 else {
      return Int.random(in: 0..<target.count, using: &random)
    }
    let near = random.pick(anchors) + Int.random(in: -24...40, using: &random)
    return min(max(0, near), target.count - 1)
  }
}
