import FaceInference
import Foundation
import Testing

/// A model of which nobody knows whether it can be run.
enum DamagedModel {
  /// The most floats that a run needs for it to be tried.
  private static let largestRun = 1 << 20

  /// The most memory that this process has had so far, whatever the tests that ran beside; 0 where
  /// the system does not say.
  static var peakInKilobytes: Int {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
  }

  /// Loads, plans, and, where it is small, runs a model; `false` when it throws.
  static func exercise(_ bytes: [UInt8], _ shapes: [String: Shape]) -> Bool {
    guard let network = try? Network(onnx: bytes), let plan = try? network.plan(for: shapes),
      plan.arenaCount + plan.scratchCount < largestRun
    else { return false }
    let inputs = shapes.mapValues { shape in
      Tensor(shape: shape, values: (0..<shape.elementCount).map { Float($0 % 251) / 251 })
    }
    guard let results = try? network.run(inputs, scratch: Scratch()) else { return false }
    compare(results, withThoseFromASource: network, inputs)
    return true
  }

  /// An input that comes row by row gives the same, to the last bit.
  private static func compare(
    _ results: [String: Tensor<Float>], withThoseFromASource network: Network,
    _ inputs: [String: Tensor<Float>]
  ) {
    guard let (name, tensor) = inputs.first, inputs.count == 1, tensor.shape.count == 4,
      tensor.shape[0] == 1
    else { return }
    let found = try? network.run(from: TensorRows(tensor: tensor), as: name, tensor.shape)
    #expect(
      found?.mapValues { $0.map(\.bitPattern) }
        == results.mapValues { $0.values.map(\.bitPattern) })
  }
}
