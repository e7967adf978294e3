import Foundation

extension JSONValue {
  /// Returns the document on one line, without spaces and without a line end.
  public func compactText() -> String {
    var bytes: [UInt8] = []
    appendCompact(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the document as UTF-8 text for people: two spaces a level, ending with a newline.
  ///
  /// A list of numbers alone (a box, a point) stays on one line.
  public func prettyBytes() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4096)
    appendPretty(to: &bytes, depth: 0)
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  /// Appends the document on one line as UTF-8, without spaces and without a line end.
  public func appendCompact(to bytes: inout [UInt8]) {
    switch self {
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.appendCompact(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.sortedByKey().enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.appendJSONString(member.key)
        bytes.append(UInt8(ascii: ":"))
        member.value.appendCompact(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    case .null, .bool, .integer, .decimal, .string:
      appendScalar(to: &bytes)
    }
  }

  private func appendPretty(to bytes: inout [UInt8], depth: Int) {
    switch self {
    case .array(let values) where values.allSatisfy(\.isNumber):
      appendNumbers(values, to: &bytes)
    case .array(let values):
      for (index, value) in values.enumerated() {
        bytes.append(index == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
        bytes.appendLineBreak(depth: depth + 1)
        value.appendPretty(to: &bytes, depth: depth + 1)
      }
      bytes.appendLineBreak(depth: depth)
      bytes.append(UInt8(ascii: "]"))
    case .object(let members) where members.isEmpty:
      bytes.append(contentsOf: "{}".utf8)
    case .object(let members):
      for (index, member) in members.sortedByKey().enumerated() {
        bytes.append(index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
        bytes.appendLineBreak(depth: depth + 1)
        bytes.appendJSONString(member.key)
        bytes.append(contentsOf: ": ".utf8)
        member.value.appendPretty(to: &bytes, depth: depth + 1)
      }
      bytes.appendLineBreak(depth: depth)
      bytes.append(UInt8(ascii: "}"))
    case .null, .bool, .integer, .decimal, .string:
      appendScalar(to: &bytes)
    }
  }

  private func appendNumbers(_ numbers: [JSONValue], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (index, number) in numbers.enumerated() {
      if index > 0 { bytes.append(contentsOf: ", ".utf8) }
      number.appendScalar(to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private func appendScalar(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let number): bytes.appendInteger(number)
    case .decimal(let number, let places): bytes.appendDecimal(number, places: places)
    case .string(let text): bytes.appendJSONString(text)
    case .array, .object: preconditionFailure("lists and objects are not scalars")
    }
  }

  private var isNumber: Bool {
    switch self {
    case .integer, .decimal: true
    case .null, .bool, .string, .array, .object: false
    }
  }
}

extension [String: JSONValue] {
  /// Returns the members sorted by the Unicode scalars of their keys, which is the order of their
  /// UTF-8 bytes; `String`'s own order normalizes first.
  fileprivate func sortedByKey() -> [Element] {
    sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }
}

extension [UInt8] {
  /// Appends a JSON string with its quotes, escaping quotes, backslashes and control characters.
  mutating func appendJSONString(_ text: String) {
    var text = text
    append(UInt8(ascii: "\""))
    text.withUTF8 { utf8 in
      var copied = 0
      for index in utf8.indices where needsEscape(utf8[index]) {
        append(contentsOf: UnsafeBufferPointer(rebasing: utf8[copied..<index]))
        appendEscape(of: utf8[index])
        copied = index + 1
      }
      append(contentsOf: UnsafeBufferPointer(rebasing: utf8[copied...]))
    }
    append(UInt8(ascii: "\""))
  }

  /// Appends the decimal digits of a whole number.
  mutating func appendInteger(_ number: Int) {
    if number < 0 { append(UInt8(ascii: "-")) }
    appendDigits(UInt64(number.magnitude), atLeast: 1)
  }

  /// Appends a number with at most `places` decimals, without exponent and without "-0".
  ///
  /// - Parameters:
  ///   - number: A finite number.
  ///   - places: 0 to 9.
  mutating func appendDecimal(_ number: Double, places: Int) {
    precondition(number.isFinite, "JSON and CSV have no infinity and no NaN")
    precondition((0...9).contains(places), "a decimal has 0 to 9 places")
    let unit = powersOfTen[places]
    let scaled = (number.magnitude * Double(unit)).rounded()
    // Beyond 2^53 the scaled number is not exact any more; nothing photosort measures is so large.
    guard scaled < 0x1p53 else { return appendLargeDecimal(number, places: places) }
    let units = UInt64(scaled)
    if number < 0, units > 0 { append(UInt8(ascii: "-")) }
    appendDigits(units / unit, atLeast: 1)
    var fraction = units % unit
    guard fraction > 0 else { return }
    var digits = places
    while fraction % 10 == 0 {
      fraction /= 10
      digits -= 1
    }
    append(UInt8(ascii: "."))
    appendDigits(fraction, atLeast: digits)
  }

  private mutating func appendLargeDecimal(_ number: Double, places: Int) {
    var text = String(format: "%.\(places)f", number)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    append(contentsOf: text.utf8)
  }

  private mutating func appendDigits(_ number: UInt64, atLeast digits: Int) {
    let start = count
    var rest = number
    while rest > 0 || count - start < digits {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    }
    self[start...].reverse()
  }

  fileprivate mutating func appendLineBreak(depth: Int) {
    append(UInt8(ascii: "\n"))
    append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func appendEscape(of byte: UInt8) {
    append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
    case 0x08: append(UInt8(ascii: "b"))
    case 0x09: append(UInt8(ascii: "t"))
    case 0x0A: append(UInt8(ascii: "n"))
    case 0x0C: append(UInt8(ascii: "f"))
    case 0x0D: append(UInt8(ascii: "r"))
    default:
      append(contentsOf: (byte < 0x10 ? "u000" : "u001").utf8)
      append(contentsOf: String(byte & 0x0F, radix: 16).utf8)
    }
  }
}

private let powersOfTen: [UInt64] = (0...9).map { exponent in
  (0..<exponent).reduce(1) { power, _ in power * 10 }
}

private func needsEscape(_ byte: UInt8) -> Bool {
  byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
}
