import Foundation

/// ONNX's own tests of operators, which make_cases.py writes, and the lists of what becomes of each.
///
/// The files lie in `.build/onnx-cases`, where `make conformance` puts them.
enum ConformanceCases {
  /// The folder, or `nil` when the cases were not made.
  static let folder: URL? = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let folder = root.appendingPathComponent(".build/onnx-cases")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// What a skipped test says.
  static let missing = "needs ONNX's test cases; `make conformance` makes them"

  /// The cases that must pass, a name a line.
  static let passing = lines("passing")

  /// The cases that the engine must refuse, each with the reason: `name: reason`.
  static let outOfScope = lines("out-of-scope").map { line in
    let parts = line.split(separator: ":", maxSplits: 1)
    return Refusal(
      name: String(parts.first ?? ""),
      reason: parts.dropFirst().joined().trimmingCharacters(in: .whitespaces))
  }

  /// A case that is out of scope.
  struct Refusal: Sendable, CustomStringConvertible {
    let name: String
    let reason: String
    var description: String { "\(name): \(reason)" }
  }

  /// The names of the cases that were made.
  static let made: [String] = {
    let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) }
    return (files ?? []).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  /// Reads a case.
  static func load(_ name: String) throws -> Case {
    guard let folder else { throw CocoaError(.fileNoSuchFile) }
    let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
    return try JSONDecoder().decode(Case.self, from: data)
  }

  /// A network with inputs, the outputs that it must give, and how close they must be.
  struct Case: Decodable {
    let operators: [String]
    let model: Data
    let inputs: [OperatorGoldens.Value]
    let outputs: [OperatorGoldens.Value]
    let relative: Float
    let absolute: Float
  }

  private static func lines(_ list: String) -> [String] {
    let file = Bundle.module.bundleURL.appendingPathComponent("\(list).txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
  }
}
