/// The settings of a node, by name.
public struct Attributes: Sendable {
  /// One setting.
  enum Value: Sendable {
    case float(Float)
    case integer(Int)
    case string(String)
    case floats([Float])
    case integers([Int])
    case tensor(Constant)
  }

  private var values: [String: Value]

  init(_ values: [String: Value] = [:]) { self.values = values }

  subscript(name: String) -> Value? { values[name] }

  /// The same settings with one set to a value.
  func setting(_ name: String, to value: Value) -> Attributes {
    var values = values
    values[name] = value
    return Attributes(values)
  }

  /// The integer called `name`, or `nil` when it is absent or of another kind.
  func integer(_ name: String) -> Int? {
    guard case .integer(let value) = values[name] else { return nil }
    return value
  }

  /// The number called `name`, or `nil` when it is absent or of another kind.
  func float(_ name: String) -> Float? {
    guard case .float(let value) = values[name] else { return nil }
    return value
  }

  /// The text called `name`, or `nil` when it is absent or of another kind.
  func string(_ name: String) -> String? {
    guard case .string(let value) = values[name] else { return nil }
    return value
  }

  /// The list of integers called `name`, or `nil` when it is absent or of another kind.
  func integers(_ name: String) -> [Int]? {
    guard case .integers(let value) = values[name] else { return nil }
    return value
  }

  /// The list of numbers called `name`, or `nil` when it is absent or of another kind.
  func floats(_ name: String) -> [Float]? {
    guard case .floats(let value) = values[name] else { return nil }
    return value
  }

  /// The tensor called `name`, or `nil` when it is absent or of another kind.
  func tensor(_ name: String) -> Constant? {
    guard case .tensor(let value) = values[name] else { return nil }
    return value
  }
}
