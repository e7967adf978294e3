/// Reads colours between the pixels of an image, by bilinear interpolation.
///
/// The middle of the first pixel counts as 0, as landmarks and templates do: so the public models
/// were trained.
struct BilinearSampler {
  /// The image's samples, `[height, width, 3]`.
  private let source: UnsafePointer<UInt8>
  private let width: Int
  private let height: Int
  /// Whether pixels outside the image are like the nearest one inside; otherwise they are black.
  private let isReplicating: Bool
  /// Places from 0 up to here have four pixels around them, and a sample after these.
  private let insideX: Float
  private let insideY: Float

  init(
    _ source: UnsafePointer<UInt8>, width: Int, height: Int, isReplicating: Bool
  ) {
    self.source = source
    self.width = width
    self.height = height
    self.isReplicating = isReplicating
    (insideX, insideY) = (Float(width - 2), Float(height - 1))
  }

  /// Returns the colour at a place.
  @inline(__always)
  func color(x: Float, y: Float) -> SIMD4<Float> {
    // Also false for a place that is not a number.
    guard x >= 0, y >= 0, x < insideX, y < insideY else { return colorAtEdge(Point(x: x, y: y)) }
    let (left, top) = (Int32(x), Int32(y))
    let (fx, fy) = (x - Float(left), y - Float(top))
    let upper = source + (Int(top) &* width &+ Int(left)) &* 3
    let lower = upper + width &* 3
    let (a, b) = (fourSamples(upper), fourSamples(upper + 3))
    let (c, d) = (fourSamples(lower), fourSamples(lower + 3))
    let (above, below) = (a + (b - a) * fx, c + (d - c) * fx)
    return above + (below - above) * fy
  }

  /// A pixel, and in the fourth lane something.
  @inline(__always)
  private func fourSamples(_ pixel: UnsafePointer<UInt8>) -> SIMD4<Float> {
    let samples = UnsafeRawPointer(pixel).loadUnaligned(as: SIMD4<UInt8>.self)
    return SIMD4<Float>(SIMD4<Int32>(truncatingIfNeeded: samples))
  }

  @inline(never)
  private func colorAtEdge(_ place: Point) -> SIMD4<Float> {
    let p = isReplicating ? clamped(place) : place
    guard p.x > -1, p.y > -1, p.x < Float(width), p.y < Float(height) else { return .zero }
    let (left, top) = (Int(p.x.rounded(.down)), Int(p.y.rounded(.down)))
    let (fx, fy) = (p.x - Float(left), p.y - Float(top))
    let upper = pixel(left, top) * (1 - fx) + pixel(left + 1, top) * fx
    let lower = pixel(left, top + 1) * (1 - fx) + pixel(left + 1, top + 1) * fx
    return upper * (1 - fy) + lower * fy
  }

  private func clamped(_ p: Point) -> Point {
    Point(x: min(max(p.x, 0), Float(width - 1)), y: min(max(p.y, 0), Float(height - 1)))
  }

  private func pixel(_ x: Int, _ y: Int) -> SIMD4<Float> {
    guard x >= 0, y >= 0, x < width, y < height else { return .zero }
    let i = (y * width + x) * 3
    return SIMD4(Float(source[i]), Float(source[i + 1]), Float(source[i + 2]), 0)
  }
}
