/// How long the shutter was open, as the fraction that the camera recorded.
public struct ExposureTime: Sendable, Hashable, Codable {
  /// Seconds times `denominator`.
  public let numerator: Int
  /// At least 1.
  public let denominator: Int

  /// Makes a time, or `nil` if it is not above zero.
  public init?(numerator: Int, denominator: Int) {
    guard numerator > 0, denominator > 0 else { return nil }
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The time in seconds.
  public var seconds: Double { Double(numerator) / Double(denominator) }

  /// The time as photographers write it: `1/125`, or seconds with a decimal from a quarter up, such
  /// as `0.5` and `30`.
  ///
  /// The rule is ExifTool's (`PrintExposureTime`), so that both say the same of a photo.
  public var text: String {
    let isShort = seconds < 0.250_01
    let rounded = (isShort ? 1 / seconds : seconds * 10) + 0.5
    // Far beyond all shutters, but it must not trap.
    guard rounded < 0x1p53 else { return "\(seconds)" }
    if isShort { return "1/\(Int(rounded))" }
    let (whole, tenth) = Int(rounded).quotientAndRemainder(dividingBy: 10)
    return tenth == 0 ? "\(whole)" : "\(whole).\(tenth)"
  }
}
