import FaceInference
import Foundation

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
      Tensor(shape: shape, values: [Float](repeating: 0.5, count: shape.elementCount))
    }
    return (try? network.run(inputs, scratch: Scratch())) != nil
  }
}
