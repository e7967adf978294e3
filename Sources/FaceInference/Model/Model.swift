/// A neural network as its file describes it: nodes in an order in which they can run, and weights.
public struct Model: Sendable {
  /// The version of ONNX's default operator set that gives the nodes their meaning.
  public var opset: Int
  /// What the caller passes in.
  public var inputs: [Input]
  /// The names of the values that the caller gets back, in the file's order.
  public var outputs: [String]
  /// The operations, each after those whose results it reads.
  public var nodes: [Node]
  /// The values known in advance, by name.
  public var initializers: [String: Constant]

  /// A value that the caller passes in.
  public struct Input: Sendable, Equatable {
    /// The name by which nodes refer to it.
    public let name: String
    /// The extents, slowest first.
    ///
    /// `nil` where any extent will do. Empty when not declared.
    public let extents: [Int?]
    /// Whether its elements are floats, or of a type that the model does not declare.
    let holdsFloats: Bool
  }
}

/// One operation of a model.
public struct Node: Sendable {
  /// The name that the file gives it; may be empty.
  public let name: String
  /// The operator, such as `Conv`.
  public let operation: String
  /// The operator set's domain; empty for ONNX's own.
  public let domain: String
  /// The values it reads; an empty name stands for an optional input left out.
  public let inputs: [String]
  /// The values it makes.
  public let outputs: [String]
  /// Its settings.
  public let attributes: Attributes

  /// What a person can look for in the file: the name, or the operator and its first result.
  var description: String {
    name.isEmpty ? "\(operation) making '\(outputs.first ?? "")'" : "\(operation) '\(name)'"
  }
}
