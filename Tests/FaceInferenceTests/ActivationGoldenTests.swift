import FaceInference
import Foundation
import TestSupport
import Testing

/// What ONNX Runtime computed for one model; see Goldens/make_activation_goldens.py.
private struct Golden: Decodable, Sendable, CustomStringConvertible {
  let file: String
  let input: String
  let shape: [Int]
  let isCentred: Bool
  let outputs: [String: Output]

  struct Output: Decodable {
    let shape: [Int]
    let scale: Float
    let at: [Int]
    let values: [Float]
  }

  var description: String { file }

  static let all: [Golden] = {
    guard
      let url = Bundle.module.url(
        forResource: "activations", withExtension: "json", subdirectory: "Goldens"),
      let data = try? Data(contentsOf: url)
    else { return [] }
    return (try? JSONDecoder().decode([Golden].self, from: data)) ?? []
  }()

  /// The pattern that the goldens were made with.
  var values: [Float] {
    (0..<shape.reduce(1, *)).map { i in
      let step = (UInt64(i) &* 1_103_515_245 &+ 12345) % (1 << 31)
      let sample = Float(Double(step) / Double(1 << 31) * 255)
      return isCentred ? (sample - 127.5) / 128 : sample
    }
  }
}

@Suite struct ActivationGoldenTests {
  @Test func goldensAreThere() {
    #expect(Golden.all.count == 8)
  }

  /// ONNX Runtime sums in another order; 1e-4 of the output's scale leaves room for that alone.
  @Test(.enabled(if: SharedFiles.exist, "\(SharedFiles.missing)"), arguments: Golden.all)
  fileprivate func everyModelComputesWhatONNXRuntimeDoes(golden: Golden) throws {
    let root = try #require(SharedFiles.root)
    let data = try Data(contentsOf: root.appendingPathComponent("models/\(golden.file)"))
    let network = try Network(data.withUnsafeBytes { try ONNXReader().read($0) })
    let input = Tensor(shape: golden.shape, values: golden.values)
    let outputs = try network.run([golden.input: input], scratch: Scratch())
    #expect(Set(outputs.keys) == Set(golden.outputs.keys))
    for (name, expected) in golden.outputs {
      let output = try #require(outputs[name])
      #expect(output.shape == expected.shape)
      for (index, value) in zip(expected.at, expected.values) {
        #expect(
          abs(output.values[index] - value) <= 1e-4 * expected.scale, "\(name)[\(index)]")
      }
    }
  }
}
