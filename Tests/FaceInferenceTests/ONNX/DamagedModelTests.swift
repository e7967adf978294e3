import FaceInference
import Foundation
import TestSupport
import Testing

/// Whatever the bytes, a model loads and runs, or throws: it never traps, hangs, or takes memory
/// without bound.
///
/// A trap ends the test run, which is how it shows.
@Suite struct DamagedModelTests {
  private static let goldens = [
    "network_residual", "network_embedder", "network_pyramid", "network_opset9",
    "test_depthtospace_example_expanded", "test_maxpool_2d_dilations",
    "test_unsqueeze_unsorted_axes", "network_resize_half_pixel_floor", "test_gemm_all_attributes",
  ]

  @Test(arguments: goldens, 0..<3)
  func aDamagedNetworkThrowsOrRuns(name: String, seed: Int) throws {
    let golden = try Goldens.network(name)
    var damage = Damage(seed: seed * 1000 + name.utf8.count, bytes: [UInt8](golden.model))
    var survivors = 0
    for _ in 0..<1000 {
      let bytes = damage.mutated()
      if exercise(bytes, golden.inputs.reduce(into: [:]) { $0[$1.name] = $1.shape }) {
        survivors += 1
      }
    }
    // Else the damage is too coarse to get past the reader.
    #expect(survivors > 0)
  }

  @Test(arguments: goldens)
  func aNetworkCutShortIsRefused(name: String) throws {
    let model = [UInt8](try Goldens.network(name).model)
    for length in 0..<model.count where length % max(1, model.count / 400) == 0 {
      let network = try? Network(onnx: Array(model[..<length]))
      // What is missing may be the list of operator sets, which an old model need not have.
      #expect(network == nil || length > model.count - 24, "\(length) of \(model.count) bytes")
    }
  }

  @Test(
    .enabled(if: SharedFiles.exist, "\(SharedFiles.missing)"),
    arguments: [
      ("yunet_n.onnx", "input", [1, 3, 32, 64]),
      ("mobilefacenet.onnx", "input0", [1, 3, 112, 112]),
    ])
  func aDamagedFaceModelThrowsOrRuns(file: String, input: String, shape: Shape) throws {
    let root = try #require(SharedFiles.root)
    let data = try Data(contentsOf: root.appendingPathComponent("models/\(file)"))
    var damage = Damage(seed: file.utf8.count, bytes: [UInt8](data))
    for _ in 0..<(40_000_000 / max(data.count, 100_000)) {
      _ = exercise(damage.mutated(), [input: shape])
    }
  }

  /// The most memory that this process has had so far, whatever the tests that ran beside.
  @Test func damageDoesNotFillTheMemory() throws {
    for name in Self.goldens { try aDamagedNetworkThrowsOrRuns(name: name, seed: 7) }
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(separator: " ").compactMap { Int($0) }.first
    #expect(kilobytes ?? 0 < 1 << 20, "more than a gibibyte")
  }

  /// Loads, plans, and, where it is small, runs a model; `false` when it throws.
  private func exercise(_ bytes: [UInt8], _ shapes: [String: Shape]) -> Bool {
    guard let network = try? Network(onnx: bytes), let plan = try? network.plan(for: shapes),
      plan.arenaCount + plan.scratchCount < 1 << 20
    else { return false }
    let inputs = shapes.mapValues { shape in
      Tensor(shape: shape, values: [Float](repeating: 0.5, count: shape.elementCount))
    }
    return (try? network.run(inputs, scratch: Scratch())) != nil
  }
}

/// Damages a file in small ways, most of them near the words that give it its structure.
private struct Damage {
  private var random: SeededRandom
  private let bytes: [UInt8]
  private let anchors: [Int]

  private static let words = [
    "Conv", "Relu", "pads", "strides", "dilations", "group", "kernel_shape", "axis", "axes", "perm",
    "Reshape", "Resize", "Concat", "Shape", "Slice", "Gather", "starts", "ends", "MaxPool", "Add",
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
