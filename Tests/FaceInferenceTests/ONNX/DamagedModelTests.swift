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
      if DamagedModel.exercise(bytes, golden.inputs.reduce(into: [:]) { $0[$1.name] = $1.shape }) {
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
      _ = DamagedModel.exercise(damage.mutated(), [input: shape])
    }
  }

  @Test func damageDoesNotFillTheMemory() throws {
    for name in Self.goldens { try aDamagedNetworkThrowsOrRuns(name: name, seed: 7) }
    #expect(DamagedModel.peakInKilobytes < 1 << 20, "more than a gibibyte")
  }
}
