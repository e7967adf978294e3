import FaceInference
import Foundation

/// Runs an ONNX model once on given input and writes its outputs, for comparison with other
/// engines; with a number, runs it that often more and prints the milliseconds of each run.
///
/// usage: RunModel MODEL.onnx INPUT.f32 N,C,H,W OUTPUT_DIR [RUNS]
///
/// INPUT.f32 and the files of OUTPUT_DIR, one an output, are floats, lowest byte first.
@main
struct RunModel {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandle.standardError.write(Data("RunModel: \(error)\n".utf8))
      exit(1)
    }
  }

  static func run(_ arguments: [String]) throws {
    guard arguments.count >= 4 else {
      throw Failure(description: "usage: RunModel MODEL INPUT N,C,H,W OUTPUT_DIR [RUNS]")
    }
    LinearAlgebra.useOneThread()
    let network = try Network(onnx: [UInt8](Data(contentsOf: URL(filePath: arguments[0]))))
    let shape = arguments[2].split(separator: ",").compactMap { Int($0) }
    let input = try floats(arguments[1])
    guard let name = network.inputs.first?.name, shape.reduce(1, *) == input.count else {
      throw Failure(description: "\(input.count) values do not fill \(shape)")
    }
    let scratch = Scratch()
    let tensors = [name: Tensor(shape: shape, values: input)]
    for (name, tensor) in try network.run(tensors, scratch: scratch) {
      let bytes = tensor.values.withUnsafeBytes { Data($0) }
      try bytes.write(to: URL(filePath: arguments[3]).appending(path: name + ".f32"))
    }
    for _ in 0..<(arguments.count > 4 ? Int(arguments[4]) ?? 0 : 0) {
      let start = ContinuousClock.now
      _ = try network.run(tensors, scratch: scratch)
      print((ContinuousClock.now - start) / .milliseconds(1))
    }
  }

  static func floats(_ path: String) throws -> [Float] {
    try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { bytes in
      (0..<(bytes.count / 4)).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
    }
  }
}
