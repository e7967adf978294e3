import FaceInference
import Foundation
import Testing

@Suite struct SimilarityTransformTests {
  private func points(_ count: Int, _ random: inout SeededRandom) -> [Point] {
    (0..<count).map { _ in
      Point(x: .random(in: -50...900, using: &random), y: .random(in: -50...900, using: &random))
    }
  }

  /// A turn by `degrees` and a scale, then a move.
  private func moved(_ p: Point, _ degrees: Double, _ scale: Double, _ dx: Double, _ dy: Double)
    -> Point
  {
    let (c, s) = (scale * cos(degrees * .pi / 180), scale * sin(degrees * .pi / 180))
    let (x, y) = (Double(p.x), Double(p.y))
    return Point(x: Float(c * x - s * y + dx), y: Float(s * x + c * y + dy))
  }

  private func squares(_ pairs: [(Point, Point)], _ map: (Point) -> Point) -> Double {
    pairs.reduce(0) { sum, pair in
      let p = map(pair.0)
      return sum + pow(Double(p.x - pair.1.x), 2) + pow(Double(p.y - pair.1.y), 2)
    }
  }

  /// Coordinates of hundreds of pixels have 2⁻¹⁵ pixels of rounding.
  @Test(arguments: 0..<60)
  func aKnownTransformIsFoundAgain(seed: Int) throws {
    var random = SeededRandom(seed: seed)
    let source = points(random.pick([2, 3, 5, 5, 20]), &random)
    let degrees = Double.random(in: -179...179, using: &random)
    let scale = Double.random(in: 0.05...8, using: &random)
    let (dx, dy) = (Double.random(in: -99...99, using: &random), -7.5)
    let target = source.map { moved($0, degrees, scale, dx, dy) }
    let transform = try #require(SimilarityTransform(from: source, to: target))
    #expect(abs(Double(transform.scale) - scale) < 1e-5 * scale)
    #expect(abs(Double(transform.degrees) - degrees) < 1e-3)
    for (p, q) in zip(source, target) {
      #expect(transform.apply(p).distance(to: q) < 2e-3)
      #expect(transform.invert(q).distance(to: p) < 2e-3 / Float(min(1, scale)))
    }
  }

  @Test func numpyLeastSquaresAgree() throws {
    let warps = try #require(FaceGoldens.shared).warps
    #expect(warps.count == 6)
    for golden in warps {
      let transform = try #require(
        SimilarityTransform(
          from: golden.points.map { Point(x: $0[0], y: $0[1]) },
          to: golden.template.map { Point(x: $0[0], y: $0[1]) }))
      let found = [transform.a, transform.b, transform.shift.x, transform.shift.y]
      #expect(excess(found, over: golden.transform, absolute: 1e-5, relative: 1e-5) <= 0)
    }
  }

  /// With noise there is no exact answer; none nearby is better.
  @Test(arguments: 0..<20)
  func noTransformNearbyIsCloser(seed: Int) throws {
    var random = SeededRandom(seed: seed)
    let source = points(5, &random)
    let target = source.map { p in
      let q = moved(p, 30, 0.3, 5, 6)
      return Point(x: q.x + .random(in: -9...9, using: &random), y: q.y + 3)
    }
    let best = try #require(SimilarityTransform(from: source, to: target))
    let pairs = Array(zip(source, target))
    let least = squares(pairs, best.apply)
    for step in [1e-3, -1e-3, 0.03, -0.03] as [Float] {
      for index in 0..<4 {
        var d: [Float] = [0, 0, 0, 0]
        d[index] = index < 2 ? step : step * 100
        let other = squares(pairs) { p in
          let (a, b) = (best.a + d[0], best.b + d[1])
          return Point(
            x: a * p.x - b * p.y + best.shift.x + d[2], y: b * p.x + a * p.y + best.shift.y + d[3])
        }
        #expect(other >= least * (1 - 1e-6))
      }
    }
  }

  /// A reflection is no similarity of this kind: faces do not turn inside out.
  @Test func aReflectionIsNotFollowed() throws {
    let source = [Point(x: 0, y: 0), Point(x: 4, y: 0), Point(x: 2, y: 3), Point(x: 1, y: 7)]
    let mirrored = source.map { Point(x: -$0.x, y: $0.y) }
    if let transform = SimilarityTransform(from: source, to: mirrored) {
      #expect(squares(Array(zip(source, mirrored)), transform.apply) > 1)
    }
  }

  @Test func pointsWithoutExtentOrNumberHaveNoTransform() {
    let template = [Point(x: 0, y: 0), Point(x: 1, y: 0)]
    let p = Point(x: 3, y: 4)
    #expect(SimilarityTransform(from: [p, p], to: template) == nil)
    #expect(SimilarityTransform(from: template, to: [p, p]) == nil)
    for value in [Float.nan, .infinity, -.infinity] {
      #expect(SimilarityTransform(from: [p, Point(x: value, y: 0)], to: template) == nil)
      #expect(SimilarityTransform(from: template, to: [p, Point(x: 0, y: value)]) == nil)
    }
  }
}
