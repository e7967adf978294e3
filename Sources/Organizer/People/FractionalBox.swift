/// A rectangle in fractions of the upright image's width and height, origin top left.
///
/// It is kept in millionths, so that a box written to the journal and read back is the same box,
/// and fractions stay true when a photo is decoded at another scale. A face may reach over the
/// image's edge: fractions may be negative or above 1.
public struct FractionalBox: Hashable, Sendable {
  // Millionths of the image's side.
  private let left: Int32
  private let top: Int32
  private let columns: Int32
  private let rows: Int32

  /// Fractions reach from minus this to this: far beyond any face, and areas stay exact in `Int64`.
  private static let largestFraction = 1000.0

  /// The decimals that are kept: a tenth of a pixel of a photo 100,000 pixels wide.
  static let places = 6
  private static let unitsInOne = 1_000_000.0

  /// Makes a box, rounding to millionths.
  ///
  /// - Parameters:
  ///   - x: The left edge as a fraction of the image's width.
  ///   - y: The top edge as a fraction of the image's height.
  ///   - width: The width as a fraction of the image's width.
  ///   - height: The height as a fraction of the image's height.
  /// - Returns: `nil` if a number is not finite or beyond ±1000, or a side is less than a millionth.
  public init?(x: Double, y: Double, width: Double, height: Double) {
    guard let left = Self.units(of: x), let top = Self.units(of: y),
      let columns = Self.units(of: width), let rows = Self.units(of: height)
    else { return nil }
    self.init(left: left, top: top, columns: columns, rows: rows)
  }

  /// Makes a box of `[x, y, width, height]`; `nil` if there are not four numbers or they are no box.
  public init?(_ values: [Double]) {
    guard values.count == 4 else { return nil }
    self.init(x: values[0], y: values[1], width: values[2], height: values[3])
  }

  /// Makes a box of millionths.
  init?(left: Int32, top: Int32, columns: Int32, rows: Int32) {
    guard columns > 0, rows > 0 else { return nil }
    self.left = left
    self.top = top
    self.columns = columns
    self.rows = rows
  }

  private static func units(of fraction: Double) -> Int32? {
    guard fraction.magnitude <= largestFraction else { return nil }  // fails for NaN, too
    return Int32((fraction * unitsInOne).rounded())
  }

  /// The left edge as a fraction of the image's width.
  public var x: Double { Double(left) / Self.unitsInOne }
  /// The top edge as a fraction of the image's height.
  public var y: Double { Double(top) / Self.unitsInOne }
  /// The width as a fraction of the image's width.
  public var width: Double { Double(columns) / Self.unitsInOne }
  /// The height as a fraction of the image's height.
  public var height: Double { Double(rows) / Self.unitsInOne }
  /// The fractions as `[x, y, width, height]`.
  public var values: [Double] { [x, y, width, height] }
}

extension FractionalBox: Comparable {
  /// Orders boxes from left to right, then from top to bottom, then by size.
  public static func < (first: FractionalBox, second: FractionalBox) -> Bool {
    (first.left, first.top, first.columns, first.rows)
      < (second.left, second.top, second.columns, second.rows)
  }
}

extension FractionalBox {
  /// Returns the area two boxes share over the area they cover together, 0 to 1.
  ///
  /// Both areas are whole numbers of squared millionths; the only rounding is the division.
  public func intersectionOverUnion(_ other: FractionalBox) -> Double {
    let shared = intersection(other)
    guard shared > 0 else { return 0 }
    return Double(shared) / Double(area + other.area - shared)
  }

  /// Returns the area two boxes share over that of the smaller one, 0 to 1.
  public func intersectionOverSmaller(_ other: FractionalBox) -> Double {
    Double(intersection(other)) / Double(max(1, min(area, other.area)))
  }

  private func intersection(_ other: FractionalBox) -> Int64 {
    Self.overlap(left, columns, other.left, other.columns)
      * Self.overlap(top, rows, other.top, other.rows)
  }

  /// Whether the middle of another box lies inside this one, its edges included.
  public func containsCenter(of other: FractionalBox) -> Bool {
    // Twice the coordinates, so that centres are whole numbers.
    let centerX = 2 * Int64(other.left) + Int64(other.columns)
    let centerY = 2 * Int64(other.top) + Int64(other.rows)
    let (left, top) = (2 * Int64(left), 2 * Int64(top))
    return (left...left + 2 * Int64(columns)).contains(centerX)
      && (top...top + 2 * Int64(rows)).contains(centerY)
  }

  private var area: Int64 { Int64(columns) * Int64(rows) }

  private static func overlap(
    _ start: Int32, _ length: Int32, _ otherStart: Int32, _ otherLength: Int32
  ) -> Int64 {
    let end = min(Int64(start) + Int64(length), Int64(otherStart) + Int64(otherLength))
    return max(0, end - Int64(max(start, otherStart)))
  }
}
