/// How a stored picture must be turned to stand upright; the raw value is that of the EXIF tag
/// 0x0112.
///
/// Every orientation is one exchange of the axes, or none, and after it a flip of either axis, or
/// none.
public enum Orientation: Int, Sendable, Hashable, Codable, CaseIterable {
  /// Stored as it stands.
  case upright = 1
  /// Stored left-right mirrored.
  case mirrored = 2
  /// To be turned by half.
  case halfTurn = 3
  /// Stored top-bottom mirrored.
  case flipped = 4
  /// Rows and columns exchanged.
  case transposed = 5
  /// To be turned a quarter clockwise: the usual portrait photo.
  case quarterTurn = 6
  /// Rows and columns exchanged along the other diagonal.
  case transversed = 7
  /// To be turned three quarters clockwise.
  case threeQuarterTurn = 8

  /// Whether upright width and height are stored height and width.
  public var swapsSides: Bool { rawValue >= 5 }

  /// Whether, after exchanging axes, left and right change places.
  var flipsX: Bool {
    switch self {
    case .mirrored, .halfTurn, .quarterTurn, .transversed: true
    case .upright, .flipped, .transposed, .threeQuarterTurn: false
    }
  }

  /// Whether, after exchanging axes, top and bottom change places.
  var flipsY: Bool {
    switch self {
    case .halfTurn, .flipped, .transversed, .threeQuarterTurn: true
    case .upright, .mirrored, .transposed, .quarterTurn: false
    }
  }

  /// The orientation that undoes this one.
  public var inverse: Orientation {
    switch self {
    case .quarterTurn: .threeQuarterTurn
    case .threeQuarterTurn: .quarterTurn
    default: self
    }
  }

  /// Returns the sides of the upright picture, in pixels, from those of the stored one; or the
  /// other way round.
  public func oriented(width: Int, height: Int) -> (width: Int, height: Int) {
    swapsSides ? (height, width) : (width, height)
  }
}
