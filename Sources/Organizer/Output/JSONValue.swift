/// A JSON document that renders to the same bytes on every machine.
///
/// `JSONEncoder` is not used for what photosort writes: it leaves the form of numbers to the
/// platform (`0.1` may become `0.10000000000000001`, small numbers get exponents), and a library
/// of 100,000 photos has as many sidecars to render. Here a number says how many decimals it
/// has, keys are sorted by Unicode scalars, and rendering appends to one buffer
/// (`JSONValue+Text.swift`). Reading JSON is left to `JSONDecoder`.
public enum JSONValue: Sendable, Equatable {
  /// The absence of a value.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A number with at most `places` decimals (0 to 9), rounded half away from zero.
  ///
  /// Trailing zeros are not written, nor is the sign of zero. The number must be finite.
  case decimal(Double, places: Int)
  /// A text, written as it is apart from the escapes that JSON demands.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Members by key. Keys that are canonically equivalent are one key, as they are in Swift.
  case object([String: JSONValue])

  /// Returns the string, or `null` if there is none.
  public static func string(_ text: String?) -> JSONValue {
    guard let text else { return .null }
    return .string(text)
  }

  /// Returns the number, or `null` if there is none.
  public static func integer(_ number: Int?) -> JSONValue {
    guard let number else { return .null }
    return .integer(number)
  }

  /// Returns the number, or `null` if there is none.
  public static func decimal(_ number: Double?, places: Int) -> JSONValue {
    guard let number else { return .null }
    return .decimal(number, places: places)
  }
}
