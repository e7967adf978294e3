import FaceInference
import Foundation

/// The files of `Goldens`, each made by the script of its name.
enum Goldens {
  /// Decodes a golden file.
  static func decode<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    let folder = Bundle.module.bundleURL.appendingPathComponent("Goldens")
    let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
    return try JSONDecoder().decode(type, from: data)
  }

  /// Networks with inputs and outputs that others computed, by make_operator_goldens.py.
  static let operators: OperatorGoldens? = try? decode("operators", as: OperatorGoldens.self)

  /// The network of a name.
  static func network(_ name: String) throws -> OperatorGoldens.Case {
    guard let found = operators?.cases.first(where: { $0.name == name }) else {
      throw CocoaError(.fileNoSuchFile)
    }
    return found
  }
}

/// What make_operator_goldens.py writes.
struct OperatorGoldens: Decodable, Sendable {
  let cases: [Case]
  let refused: [Refusal]

  /// A network with inputs, and the outputs that it must give.
  struct Case: Decodable, Sendable, CustomStringConvertible {
    let name: String
    let operators: [String]
    let model: Data
    let inputs: [Value]
    let outputs: [Value]

    var description: String { name }

    func network(_ options: NetworkOptions = NetworkOptions()) throws -> Network {
      try Network(onnx: [UInt8](model), options)
    }

    var tensors: [String: Tensor<Float>] {
      inputs.reduce(into: [:]) { $0[$1.name] = $1.tensor }
    }
  }

  /// A network that must be refused.
  struct Refusal: Decodable, Sendable, CustomStringConvertible {
    let name: String
    let reason: String
    let model: Data
    let inputs: [Input]

    struct Input: Decodable {
      let name: String
      let shape: [Int]
    }

    var description: String { "\(name): \(reason)" }
  }

  /// A tensor, its elements as little-endian bytes.
  struct Value: Decodable {
    let name: String
    let shape: [Int]
    let values: Data

    var tensor: Tensor<Float> { Tensor(shape: shape, values: floats) }

    var floats: [Float] {
      let bytes = [UInt8](values)
      return stride(from: 0, to: bytes.count, by: 4).map { i in
        let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[i + $1]) << (8 * UInt32($1)) }
        return Float(bitPattern: bits)
      }
    }
  }
}

/// Returns the largest amount by which values exceed an absolute and a relative tolerance; at most
/// 0 when all are close, infinite when their number differs or one of two is not a number.
func excess(
  _ values: [Float], over expected: [Float], absolute: Float, relative: Float
) -> Float {
  guard values.count == expected.count else { return .infinity }
  var worst = -Float.infinity
  for (value, wanted) in zip(values, expected)
  where value != wanted && !(value.isNaN && wanted.isNaN) {
    let excess = abs(value - wanted) - absolute - relative * abs(wanted)
    worst = excess.isNaN ? .infinity : max(worst, excess)
  }
  return worst
}
