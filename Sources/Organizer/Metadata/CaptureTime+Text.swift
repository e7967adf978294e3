extension CaptureTime: CustomStringConvertible, LosslessStringConvertible {
  /// ISO 8601, such as `2019-07-14T15:30:00.123+02:00`; fraction and offset only where they are
  /// known.
  public var description: String {
    let date = "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day))"
    let clock = "\(Self.padded(hour)):\(Self.padded(minute)):\(Self.padded(second))"
    let fraction = subsecondDigits.isEmpty ? "" : ".\(subsecondDigits)"
    return "\(date)T\(clock)\(fraction)\(offsetText)"
  }

  private var offsetText: String {
    guard let offsetInMinutes else { return "" }
    let (hours, minutes) = abs(offsetInMinutes).quotientAndRemainder(dividingBy: 60)
    return "\(offsetInMinutes < 0 ? "-" : "+")\(Self.padded(hours)):\(Self.padded(minutes))"
  }

  private static func padded(_ number: Int, _ digits: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// Reads what `description` writes, or `nil` if the text is anything else.
  public init?(_ description: String) {
    var scanner = TimeScanner(description)
    guard let time = scanner.time(), scanner.isAtEnd, time.description == description else {
      return nil
    }
    self = time
  }

  /// Reads the texts of the EXIF tags.
  ///
  /// - Parameters:
  ///   - exif: A date tag: `2019:07:14 15:30:00`. Other separators occur and are read, too, as are
  ///     a fraction and an offset behind it.
  ///   - subseconds: The matching SubSecTime tag; ignored unless it is digits.
  ///   - offset: The matching OffsetTime tag: `+02:00`; ignored unless it makes sense.
  /// - Returns: `nil` if the date or the time is blank, zero or impossible.
  public init?(exif: String, subseconds: String? = nil, offset: String? = nil) {
    var scanner = TimeScanner(exif)
    guard let time = scanner.time() else { return nil }
    var offsetScanner = TimeScanner(offset ?? "")
    let digits = subseconds.map(TimeScanner.trimmed) ?? ""
    let hasDigits = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    self.init(
      year: time.year, month: time.month, day: time.day, hour: time.hour, minute: time.minute,
      second: time.second, subsecondDigits: hasDigits ? digits : time.subsecondDigits,
      offsetInMinutes: offsetScanner.offset() ?? time.offsetInMinutes)
  }
}

extension CaptureTime: Codable {
  /// Reads the ISO 8601 text.
  ///
  /// - Throws: `DecodingError` if the text is no time.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let time = CaptureTime(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time: \(text)")
    }
    self = time
  }

  /// Writes the ISO 8601 text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Reads a time from left to right, taking each part only if it is there.
private struct TimeScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) {
    rest = Self.trimmed(text)[...].utf8
  }

  var isAtEnd: Bool { rest.isEmpty }

  static func trimmed(_ text: String) -> String {
    let isFiller: (Character) -> Bool = { $0 == " " || $0 == "\0" }
    let head = text.drop(while: isFiller)
    guard let last = head.lastIndex(where: { !isFiller($0) }) else { return "" }
    return String(head[...last])
  }

  mutating func time() -> CaptureTime? {
    guard let year = number(4...4), skip(":-/."), let month = number(1...2), skip(":-/."),
      let day = number(1...2), skip(" T"), let hour = number(1...2), skip(":"),
      let minute = number(1...2), skip(":"), let second = number(1...2)
    else { return nil }
    return CaptureTime(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      subsecondDigits: fraction() ?? "", offsetInMinutes: offset())
  }

  mutating func offset() -> Int? {
    let start = rest
    if skip("Z") { return 0 }
    let isWest = rest.first == UInt8(ascii: "-")
    guard skip("+-"), let hours = number(1...2), skip(":"), let minutes = number(2...2),
      hours <= 14, minutes < 60, hours * 60 + minutes <= 14 * 60
    else {
      rest = start
      return nil
    }
    return (hours * 60 + minutes) * (isWest ? -1 : 1)
  }

  private mutating func fraction() -> String? {
    let start = rest
    guard skip("."), let digits = digits(1...9) else {
      rest = start
      return nil
    }
    return digits
  }

  private mutating func number(_ length: ClosedRange<Int>) -> Int? {
    digits(length).flatMap { Int($0) }
  }

  private mutating func digits(_ length: ClosedRange<Int>) -> String? {
    let run = rest.prefix(length.upperBound).prefix { (0x30...0x39).contains($0) }
    guard run.count >= length.lowerBound else { return nil }
    rest = rest.dropFirst(run.count)
    return String(Substring(run))
  }

  private mutating func skip(_ separators: String) -> Bool {
    guard let first = rest.first, separators.utf8.contains(first) else { return false }
    rest = rest.dropFirst()
    return true
  }
}
