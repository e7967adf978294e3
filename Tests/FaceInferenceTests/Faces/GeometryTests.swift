import FaceInference
import Testing

@Suite struct GeometryTests {
  private func box(_ random: inout SeededRandom) -> BoundingBox {
    BoundingBox(
      x: Float(Int.random(in: -20...60, using: &random)),
      y: Float(Int.random(in: -20...60, using: &random)),
      width: Float(Int.random(in: 0...40, using: &random)),
      height: Float(Int.random(in: 0...40, using: &random)))
  }

  private func face(_ box: BoundingBox, _ score: Float) -> FaceDetection {
    FaceDetection(
      box: box, landmarks: FaceLandmarks(points: Array(repeating: box.center, count: 5)),
      score: score)
  }

  /// Scores of few values, so that ties are common.
  private func faces(seed: Int) -> [FaceDetection] {
    var random = SeededRandom(seed: seed)
    return (0..<Int.random(in: 0...60, using: &random)).map { _ in
      face(box(&random), Float(Int.random(in: 0...9, using: &random)) / 9)
    }
  }

  /// Counts the pixels of whole-numbered boxes.
  @Test(arguments: 0..<100)
  func overlapIsTheShareOfCommonPixels(seed: Int) {
    var random = SeededRandom(seed: seed)
    let (a, b) = (box(&random), box(&random))
    func pixels(_ box: BoundingBox) -> Set<[Int]> {
      let (x, y) = (Int(box.x), Int(box.y))
      return Set(
        (0..<Int(box.height)).flatMap { row in (0..<Int(box.width)).map { [x + $0, y + row] } })
    }
    let (p, q) = (pixels(a), pixels(b))
    let union = p.union(q).count
    let expected = union == 0 ? 0 : Float(p.intersection(q).count) / Float(union)
    #expect(abs(a.overlap(with: b) - expected) < 1e-6)
    #expect(a.overlap(with: b) == b.overlap(with: a))
    #expect(a.overlap(with: a) == (a.area > 0 ? 1 : 0))
    #expect(Int(a.area) == p.count)
  }

  @Test func overlapDoesNotDependOnPlaceOrScale() {
    let a = BoundingBox(x: 1, y: 2, width: 8, height: 4)
    let b = BoundingBox(x: 3, y: 3, width: 8, height: 8)
    for (factor, x, y) in [(1, 64, -32), (4, 0, 0), (0.5, 8, 8)] as [(Float, Float, Float)] {
      let moved = [a, b].map {
        BoundingBox(
          x: $0.x * factor + x, y: $0.y * factor + y, width: $0.width * factor,
          height: $0.height * factor)
      }
      #expect(moved[0].overlap(with: moved[1]) == a.overlap(with: b))
    }
  }

  @Test(arguments: 0..<50)
  func aClippedBoxLiesInTheImageAndStaysClipped(seed: Int) {
    var random = SeededRandom(seed: seed)
    let box = box(&random)
    let clipped = box.clipped(width: 30, height: 20)
    #expect(clipped.x >= 0 && clipped.y >= 0 && clipped.width >= 0 && clipped.height >= 0)
    #expect(clipped.x + clipped.width <= 30 && clipped.y + clipped.height <= 20)
    #expect(clipped.clipped(width: 30, height: 20) == clipped)
    let image = BoundingBox(x: 0, y: 0, width: 30, height: 20)
    let common = box.overlap(with: image) / (1 + box.overlap(with: image)) * (box.area + image.area)
    #expect(abs(clipped.area - common) < 1e-2)
  }

  @Test(arguments: 0..<60)
  func theBestFacesThatDoNotOverlapStay(seed: Int) {
    let faces = faces(seed: seed)
    for limit in [0, 0.2, 0.45, 1] as [Float] {
      let kept = suppressOverlaps(faces, maximumOverlap: limit)
      #expect(Set(kept).isSubset(of: faces))
      #expect(kept.map(\.score) == kept.map(\.score).sorted(by: >), "best first")
      #expect(kept.first?.score == faces.map(\.score).max())
      for (i, a) in kept.enumerated() {
        #expect(kept[..<i].allSatisfy { $0.box.overlap(with: a.box) <= limit })
      }
      for lost in Set(faces).subtracting(kept) {
        #expect(kept.contains { $0.score >= lost.score && $0.box.overlap(with: lost.box) > limit })
      }
      #expect(suppressOverlaps(kept, maximumOverlap: limit) == kept)
    }
  }

  @Test(arguments: 0..<60)
  func theOrderOfTheCandidatesDoesNotMatter(seed: Int) {
    let faces = faces(seed: seed)
    let kept = suppressOverlaps(faces, maximumOverlap: 0.3)
    var random = SeededRandom(seed: seed)
    for _ in 0..<5 {
      #expect(suppressOverlaps(faces.shuffled(using: &random), maximumOverlap: 0.3) == kept)
    }
  }

  /// Equal scores and corners: the sizes decide.
  @Test func facesThatDifferInSizeAloneHaveAnOrder() {
    let faces = (1...12).map { i in
      face(BoundingBox(x: 0, y: 0, width: Float(i), height: Float(13 - i)), 0.5)
    }
    let kept = suppressOverlaps(faces, maximumOverlap: 0.5)
    #expect(suppressOverlaps(faces.reversed(), maximumOverlap: 0.5) == kept)
  }

  @Test func aMappedFaceKeepsItsBoxARectangle() {
    let box = BoundingBox(x: 2, y: 3, width: 5, height: 7)
    let mapped = face(box, 0.5).mapped { Point(x: -$0.y, y: 2 * $0.x) }
    #expect(mapped.box == BoundingBox(x: -10, y: 4, width: 7, height: 10))
    #expect(mapped.landmarks.nose == mapped.box.center)
  }
}
