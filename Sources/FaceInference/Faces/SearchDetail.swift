/// How hard faces are looked for and looked at.
public enum SearchDetail: String, Sendable, CaseIterable {
  /// One pass at 640 pixels, and a coarse one where faces may be too large for it.
  case fast
  /// The same at 1280 pixels; doubtful faces are embedded twice.
  case standard
  /// Passes at 1280 and 2560 pixels and a coarse one, and turned by quarters where faces may lie on
  /// their side; all faces are embedded twice.
  case thorough

  /// The longer side at which an image is searched, in pixels.
  public var longerSide: Int { self == .fast ? 640 : 1280 }

  /// The longer sides of all passes over a large image, in pixels, smallest first.
  var longerSides: [Int] { self == .thorough ? [longerSide, 2 * longerSide] : [longerSide] }

  /// The pixels that the longer side of a decoded image needs.
  public var decodedSide: Int { longerSides.last ?? longerSide }
}
