/// An affine map of the plane, from pixels of an image to pixels of a crop.
///
/// (x, y) becomes (a·x + c·y + shift.x, b·x + d·y + shift.y).
public struct AlignmentTransform: Sendable, Hashable {
  /// Where one pixel to the right leads, across.
  public let a: Float
  /// Where one pixel to the right leads, down.
  public let b: Float
  /// Where one pixel down leads, across.
  public let c: Float
  /// Where one pixel down leads, down.
  public let d: Float
  /// The translation, in pixels of the crop.
  public let shift: Point

  /// Makes a transform that turns, scales evenly and moves.
  public init(_ similarity: SimilarityTransform) {
    (a, b, c, d) = (similarity.a, similarity.b, -similarity.b, similarity.a)
    shift = similarity.shift
  }

  /// Makes the transform that moves `source` closest to `target` in the sense of least squares.
  ///
  /// For three points that is the one transform that moves them there. With centred points p and q
  /// its matrix is (Σ q·pᵀ)(Σ p·pᵀ)⁻¹.
  ///
  /// - Returns: `nil` when either points lie in a line, or are not finite.
  public init?(from source: [Point], to target: [Point]) {
    precondition(source.count == target.count && source.count >= 3, "points come in pairs")
    let (p, q) = (Self.mean(source), Self.mean(target))
    // The sums of squares and products of the source's coordinates, and of both with the target's.
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    var (ux, uy, vx, vy) = (0.0, 0.0, 0.0, 0.0)
    for (s, t) in zip(source, target) {
      let (x, y) = (Double(s.x) - p.x, Double(s.y) - p.y)
      let (u, v) = (Double(t.x) - q.x, Double(t.y) - q.y)
      (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y)
      (ux, uy, vx, vy) = (ux + u * x, uy + u * y, vx + v * x, vy + v * y)
    }
    let determinant = xx * yy - xy * xy
    guard determinant > Self.leastSpread * (xx + yy) * (xx + yy) else { return nil }
    let a = (ux * yy - uy * xy) / determinant
    let c = (uy * xx - ux * xy) / determinant
    let b = (vx * yy - vy * xy) / determinant
    let d = (vy * xx - vx * xy) / determinant
    let area = a * d - b * c
    guard area.isFinite, abs(area) > Self.leastArea else { return nil }
    (self.a, self.b, self.c, self.d) = (Float(a), Float(b), Float(c), Float(d))
    shift = Point(x: Float(q.x - a * p.x - c * p.y), y: Float(q.y - b * p.x - d * p.y))
  }

  /// Makes the transform that stretches a box over a square crop.
  ///
  /// Edges of pixels lie on whole numbers, as a box counts them, and their middles in between.
  ///
  /// - Parameters:
  ///   - box: What part of the image the crop is to show.
  ///   - side: The crop's side in pixels.
  /// - Returns: `nil` when the box has no extent, or is not finite.
  public init?(of box: BoundingBox, side: Int) {
    guard box.width > 0, box.height > 0 else { return nil }
    let (x, y) = (Double(side) / Double(box.width), Double(side) / Double(box.height))
    let left = (0.5 - Double(box.x)) * x - 0.5
    let top = (0.5 - Double(box.y)) * y - 0.5
    guard left.isFinite, top.isFinite, x * y > Self.leastArea else { return nil }
    (a, b, c, d) = (Float(x), 0, 0, Float(y))
    shift = Point(x: Float(left), y: Float(top))
  }

  /// Points spread less than this across, by their spread along (as squares), lie in a line.
  private static let leastSpread = 1e-6
  /// No crop is smaller, as a share of its image's area.
  private static let leastArea = 1e-12

  private static func mean(_ points: [Point]) -> (x: Double, y: Double) {
    let n = Double(points.count)
    return (
      points.reduce(0) { $0 + Double($1.x) } / n, points.reduce(0) { $0 + Double($1.y) } / n
    )
  }

  private var determinant: Float { a * d - b * c }

  private init(a: Float, b: Float, c: Float, d: Float, shift: Point) {
    (self.a, self.b, self.c, self.d, self.shift) = (a, b, c, d, shift)
  }

  /// The transform from pixels of the crop to pixels of the image; not finite for one that shrinks
  /// to nothing.
  var inverse: AlignmentTransform {
    let area = determinant
    let (a, b, c, d) = (self.d / area, -self.b / area, -self.c / area, self.a / area)
    let origin = Point(x: -(a * shift.x + c * shift.y), y: -(b * shift.x + d * shift.y))
    return AlignmentTransform(a: a, b: b, c: c, d: d, shift: origin)
  }

  /// The transform to the same crop from a part of the image, reduced by averaging squares.
  ///
  /// - Parameters:
  ///   - factor: The pixels of a square's side.
  ///   - x: The first column of the part.
  ///   - y: Its first row.
  func after(reducing factor: Int, x: Int, y: Int) -> AlignmentTransform {
    let scale = Float(factor)
    // The middle of the first square.
    let middle = Point(x: Float(x) + (scale - 1) / 2, y: Float(y) + (scale - 1) / 2)
    return AlignmentTransform(
      a: a * scale, b: b * scale, c: c * scale, d: d * scale, shift: apply(middle))
  }

  /// Pixels of the crop per pixel of the image, the geometric mean of both directions.
  public var scale: Float { abs(determinant).squareRoot() }

  /// Returns where a place in the image goes.
  public func apply(_ p: Point) -> Point {
    Point(x: a * p.x + c * p.y + shift.x, y: b * p.x + d * p.y + shift.y)
  }

  /// Returns the place in the image that goes to a place in the crop.
  public func invert(_ p: Point) -> Point {
    let (x, y, area) = (p.x - shift.x, p.y - shift.y, determinant)
    return Point(x: (d * x - c * y) / area, y: (a * y - b * x) / area)
  }
}
