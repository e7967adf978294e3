import FaceInference
import Testing

@Suite struct AlignmentTransformTests {
  private static let goldens = AlignmentGoldens.shared?.affine ?? []

  private func points(_ count: Int, _ random: inout SeededRandom) -> [Point] {
    (0..<count).map { _ in
      Point(x: .random(in: -50...900, using: &random), y: .random(in: -50...900, using: &random))
    }
  }

  @Test(arguments: goldens)
  func openCVAndNumPyAgree(golden: AlignmentGoldens.Affine) throws {
    let transform = try #require(
      FaceAligner(golden.alignment, side: golden.side).transform(for: golden.face))
    let found = [
      transform.a, transform.b, transform.c, transform.d, transform.shift.x, transform.shift.y,
    ]
    #expect(excess(found, over: golden.transform, absolute: 1e-4, relative: 1e-4) <= 0)
  }

  @Test func thereAreGoldens() { #expect(Self.goldens.count == 12) }

  /// Three points that are no line can be moved onto any three others.
  @Test(arguments: 0..<40)
  func threePointsComeToLieExactlyOnThreeOthers(seed: Int) throws {
    var random = SeededRandom(seed: seed)
    let (source, target) = (points(3, &random), points(3, &random))
    guard let transform = AlignmentTransform(from: source, to: target) else { return }
    for (p, q) in zip(source, target) {
      #expect(transform.apply(p).distance(to: q) < 0.05)
    }
  }

  @Test(arguments: 0..<40)
  func aPlaceGoesThereAndBack(seed: Int) throws {
    var random = SeededRandom(seed: seed)
    let source = [Point(x: 30, y: 40), Point(x: 70, y: 45), Point(x: 52, y: 66)]
    let target = source.map {
      Point(
        x: $0.x * 2 + .random(in: -9...9, using: &random),
        y: $0.y + .random(in: -9...9, using: &random))
    }
    let transform = try #require(AlignmentTransform(from: source, to: target))
    for place in points(5, &random) {
      #expect(transform.invert(transform.apply(place)).distance(to: place) < 0.01)
    }
  }

  @Test func landmarksOnTheirTemplateStayThere() throws {
    let template = [Point(x: 30, y: 40), Point(x: 70, y: 45), Point(x: 52, y: 66)]
    let transform = try #require(AlignmentTransform(from: template, to: template))
    #expect(abs(transform.scale - 1) < 1e-6)
    for place in template + [Point(x: 0, y: 0), Point(x: 111, y: 3)] {
      #expect(transform.apply(place).distance(to: place) < 1e-4)
    }
  }

  /// A face that is moved and scaled in its image gives the same crop.
  @Test(arguments: [(0.5, 100, -7), (1, 33, 12), (3, -20, 400)] as [(Float, Float, Float)])
  func aMovedAndScaledFaceIsAlignedAlike(factor: Float, x: Float, y: Float) throws {
    let template = [Point(x: 30, y: 40), Point(x: 70, y: 45), Point(x: 52, y: 66)]
    let face = [Point(x: 33, y: 44), Point(x: 71, y: 40), Point(x: 50, y: 70)]
    func moved(_ p: Point) -> Point { Point(x: p.x * factor + x, y: p.y * factor + y) }
    let plain = try #require(AlignmentTransform(from: face, to: template))
    let other = try #require(AlignmentTransform(from: face.map(moved), to: template))
    for place in [Point(x: 0, y: 0), Point(x: 61, y: 47), Point(x: 30, y: -12)] {
      #expect(other.apply(moved(place)).distance(to: plain.apply(place)) < 1e-2)
    }
    #expect(abs(other.scale * factor / plain.scale - 1) < 1e-4)
  }

  @Test func aSimilarityIsTheSameTransform() throws {
    let similarity = try #require(
      SimilarityTransform(
        from: [Point(x: 3, y: 4), Point(x: 30, y: 9)],
        to: [Point(x: 38, y: 51), Point(x: 73, y: 51)]
      ))
    let transform = AlignmentTransform(similarity)
    for place in [Point(x: 0, y: 0), Point(x: 61, y: 47), Point(x: -9, y: 300)] {
      #expect(transform.apply(place) == similarity.apply(place))
      #expect(transform.invert(place) == similarity.invert(place))
    }
  }

  @Test func pointsInALineOrWithoutNumberHaveNoTransform() {
    let template = [Point(x: 0, y: 0), Point(x: 4, y: 0), Point(x: 2, y: 3)]
    let line = [Point(x: 0, y: 0), Point(x: 4, y: 4), Point(x: 8, y: 8)]
    #expect(AlignmentTransform(from: line, to: template) == nil)
    #expect(AlignmentTransform(from: template, to: line) == nil)
    #expect(AlignmentTransform(from: [line[0], line[0], line[0]], to: template) == nil)
    for value in [Float.nan, .infinity, -.infinity] {
      let odd = [Point(x: value, y: 0), Point(x: 4, y: 0), Point(x: 2, y: 3)]
      #expect(AlignmentTransform(from: odd, to: template) == nil)
      #expect(AlignmentTransform(from: template, to: odd) == nil)
    }
  }

  @Test(
    arguments: [
      [0, 0, 0, 5], [0, 0, 5, 0], [0, 0, -5, 5], [0, 0, .nan, 5], [.nan, 0, 5, 5],
      [0, .infinity, 5, 5], [0, 0, .infinity, 5], [0, 0, 1e30, 1e30],
    ] as [[Float]])
  func aBoxWithoutExtentOrNumberHasNoTransform(numbers: [Float]) {
    #expect(AlignmentTransform(of: FaceDetection.box(numbers).box, side: 32) == nil)
  }

  /// Edges of the box become edges of the crop, half a pixel outside its outermost middles.
  @Test func aBoxesCornersBecomeTheCropsCorners() throws {
    let transform = try #require(
      AlignmentTransform(of: BoundingBox(x: 10, y: -20, width: 50, height: 80), side: 40))
    #expect(transform.apply(Point(x: 9.5, y: -20.5)).distance(to: Point(x: -0.5, y: -0.5)) < 1e-4)
    #expect(transform.apply(Point(x: 59.5, y: 59.5)).distance(to: Point(x: 39.5, y: 39.5)) < 1e-4)
  }
}
