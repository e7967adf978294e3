internal import Foundation

/// A rotation, a uniform scale and a translation of the plane.
///
/// (x, y) becomes (a·x − b·y + shift.x, b·x + a·y + shift.y).
public struct SimilarityTransform: Sendable, Hashable {
  /// Scale times the cosine of the angle.
  public let a: Float
  /// Scale times the sine of the angle.
  public let b: Float
  /// The translation, in target pixels.
  public let shift: Point

  /// Makes the transform that moves `source` closest to `target` in the sense of least squares.
  ///
  /// Umeyama (1991) without reflections. In the plane it has a closed form: with centred points as
  /// complex numbers p and q, scale and rotation are Σ q·p̄ / Σ |p|².
  ///
  /// - Returns: `nil` when the source points coincide or are not finite.
  public init?(from source: [Point], to target: [Point]) {
    precondition(source.count == target.count && !source.isEmpty, "points come in pairs")
    let (p, q) = (Self.mean(source), Self.mean(target))
    var (dot, cross, norm) = (0.0, 0.0, 0.0)
    for (s, t) in zip(source, target) {
      let (px, py) = (Double(s.x) - p.x, Double(s.y) - p.y)
      let (qx, qy) = (Double(t.x) - q.x, Double(t.y) - q.y)
      dot += px * qx + py * qy
      cross += px * qy - py * qx
      norm += px * px + py * py
    }
    let (a, b) = (dot / norm, cross / norm)
    guard norm > 1e-9, a.isFinite, b.isFinite, a * a + b * b > 1e-12 else { return nil }
    self.a = Float(a)
    self.b = Float(b)
    shift = Point(x: Float(q.x - a * p.x + b * p.y), y: Float(q.y - b * p.x - a * p.y))
  }

  private static func mean(_ points: [Point]) -> (x: Double, y: Double) {
    let n = Double(points.count)
    return (
      points.reduce(0) { $0 + Double($1.x) } / n, points.reduce(0) { $0 + Double($1.y) } / n
    )
  }

  /// Target pixels per source pixel.
  public var scale: Float { (a * a + b * b).squareRoot() }

  /// The angle in degrees by which it turns, clockwise as seen in an image.
  public var degrees: Float { Float(atan2(Double(b), Double(a)) * 180 / .pi) }

  /// Returns where a source point goes.
  public func apply(_ p: Point) -> Point {
    Point(x: a * p.x - b * p.y + shift.x, y: b * p.x + a * p.y + shift.y)
  }

  /// Returns the source point that goes to a target point.
  public func invert(_ p: Point) -> Point {
    let (x, y, square) = (p.x - shift.x, p.y - shift.y, a * a + b * b)
    return Point(x: (a * x + b * y) / square, y: (a * y - b * x) / square)
  }
}
