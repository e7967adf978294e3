import FaceInference
import Foundation

/// Runs an ONNX model once on given input and writes its outputs, for comparison with other
/// engines; with a number, runs it that often more and prints what each run takes.
///
/// usage: RunModel MODEL.onnx INPUT.f32 N,C,H,W OUTPUT_DIR [RUNS [float32|bf16|int8]]
///
/// INPUT.f32 and the files of OUTPUT_DIR, one an output, are floats, lowest byte first. Prints lines
/// of a word and a number: `load`, the milliseconds for reading the model and planning its first
/// run; `run`, those of each run; `memory`, the most megabytes that the process had. Milliseconds
/// are processor time of the thread.
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
      throw Failure(
        description: "usage: RunModel MODEL INPUT N,C,H,W OUTPUT_DIR [RUNS [float32|bf16|int8]]")
    }
    LinearAlgebra.useOneThread()
    let shape = arguments[2].split(separator: ",").compactMap { Int($0) }
    let input = try floats(arguments[1])
    let precision = arguments.count > 5 ? Precision(rawValue: arguments[5]) : .float32
    guard let precision else { throw Failure(description: "no precision \(arguments[5])") }
    let file = [UInt8](try Data(contentsOf: URL(filePath: arguments[0])))
    let start = milliseconds()
    let network = try Network(onnx: file, NetworkOptions(precision: precision))
    guard let name = network.inputs.first?.name, shape.reduce(1, *) == input.count else {
      throw Failure(description: "\(input.count) values do not fill \(shape)")
    }
    try network.prepare([name: shape])
    print("load", milliseconds() - start)
    let scratch = Scratch()
    let tensors = [name: Tensor(shape: shape, values: input)]
    for (name, tensor) in try network.run(tensors, scratch: scratch) {
      let bytes = tensor.values.withUnsafeBytes { Data($0) }
      let file = name.replacing("/", with: "_") + ".f32"
      try bytes.write(to: URL(filePath: arguments[3]).appending(path: file))
    }
    for _ in 0..<(arguments.count > 4 ? Int(arguments[4]) ?? 0 : 0) {
      let start = milliseconds()
      _ = try network.run(tensors, scratch: scratch)
      print("run", milliseconds() - start)
    }
    print("memory", try megabytes())
  }

  /// The most memory that this process has had; `getrusage` would count what started it, too.
  static func megabytes() throws -> Double {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
    else { throw Failure(description: "the system does not tell the memory") }
    return kilobytes * 1024 / 1e6
  }

  static func milliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
  }

  static func floats(_ path: String) throws -> [Float] {
    try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { bytes in
      (0..<(bytes.count / 4)).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
    }
  }
}
