/// When a photo was taken: the clock on the wall there, to the precision that the camera recorded.
///
/// Cameras rarely know their zone, so none is invented: the offset from UTC is known or it is not,
/// and times compare as the clocks read.
public struct CaptureTime: Sendable, Hashable {
  /// The year, 1826…9999.
  public let year: Int
  /// The month, 1…12.
  public let month: Int
  /// The day of the month, from 1.
  public let day: Int
  /// The hour, 0…23.
  public let hour: Int
  /// The minute, 0…59.
  public let minute: Int
  /// The second, 0…59.
  public let second: Int
  /// The digits after the decimal point of the second, as recorded; empty if there are none.
  public let subsecondDigits: String
  /// Minutes east of UTC, or `nil` if the camera did not record it.
  public let offsetInMinutes: Int?

  /// Makes a time, or `nil` if there is no such day or hour, or it lies before photography (1826).
  ///
  /// - Parameters:
  ///   - subsecondDigits: ASCII digits only; the tenth and later ones are dropped.
  ///   - offsetInMinutes: From −14 to +14 hours, a little beyond every zone in use.
  public init?(
    year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int,
    subsecondDigits: String = "", offsetInMinutes: Int? = nil
  ) {
    guard (1826...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.days(inMonth: month, of: year), (0...23).contains(hour),
      (0...59).contains(minute), (0...59).contains(second),
      subsecondDigits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      offsetInMinutes.map({ (-14 * 60...14 * 60).contains($0) }) ?? true
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.subsecondDigits = String(subsecondDigits.prefix(9))
    self.offsetInMinutes = offsetInMinutes
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CaptureTime: Comparable {
  /// Whether one clock reads earlier than the other.
  ///
  /// Equal readings are told apart by their offsets, so that the order is total.
  public static func < (a: CaptureTime, b: CaptureTime) -> Bool {
    let day = (a.year, a.month, a.day), otherDay = (b.year, b.month, b.day)
    if day != otherDay { return day < otherDay }
    // Digits compare as the fractions they are: "1" is a tenth, "05" less.
    let clock = (a.hour, a.minute, a.second, a.subsecondDigits)
    let otherClock = (b.hour, b.minute, b.second, b.subsecondDigits)
    if clock != otherClock { return clock < otherClock }
    return (a.offsetInMinutes ?? .min) < (b.offsetInMinutes ?? .min)
  }
}
