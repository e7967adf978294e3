import Organizer
import Testing

@Suite struct FaceMatcherTests {
  private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) throws
    -> FractionalBox
  {
    try #require(FractionalBox(x: x, y: y, width: width, height: height))
  }

  @Test func facesFramedALittleDifferentlyAreFoundAgain() throws {
    let references = [try box(0.1, 0.1, 0.1, 0.12), try box(0.5, 0.1, 0.1, 0.12)]
    let detections = [try box(0.51, 0.11, 0.1, 0.12), try box(0.09, 0.1, 0.1, 0.11)]
    let matching = FaceMatcher.match(references: references, detections: detections)
    #expect(matching.pairs.map(\.reference) == [0, 1])
    #expect(matching.pairs.map(\.detection) == [1, 0])
    #expect(matching.unmatchedReferences.isEmpty)
    #expect(matching.unmatchedDetections.isEmpty)
  }

  @Test func tighterFrameInTheMiddleIsTheSameFace() throws {
    let reference = try box(0.1, 0.1, 0.2, 0.2)
    let matching = FaceMatcher.match(
      references: [reference], detections: [try box(0.14, 0.14, 0.12, 0.12)])
    #expect(matching.pairs.map(\.overlap) == [0.36])
  }

  @Test func neighbourWithAnOverlapOfAThirdIsAnotherFace() throws {
    let reference = try box(0.1, 0.1, 0.2, 0.2)
    let neighbour = try box(0.201, 0.1, 0.2, 0.2)
    #expect(reference.intersectionOverUnion(neighbour) > 0.3)
    let matching = FaceMatcher.match(references: [reference], detections: [neighbour])
    #expect(matching.unmatchedReferences == [0])
    #expect(matching.unmatchedDetections == [0])
  }

  @Test func betterOverlapWinsADetection() throws {
    let detection = try box(0.1, 0.1, 0.2, 0.2)
    let references = [try box(0.13, 0.1, 0.2, 0.2), try box(0.11, 0.1, 0.2, 0.2)]
    let matching = FaceMatcher.match(references: references, detections: [detection])
    #expect(matching.pairs.map(\.reference) == [1])
    #expect(matching.unmatchedReferences == [0])
  }

  @Test func nothingMatchesNothing() throws {
    let matching = FaceMatcher.match(references: [], detections: [try box(0, 0, 1, 1)])
    #expect(matching.pairs.isEmpty)
    #expect(matching.unmatchedDetections == [0])
  }

  @Test func orderOfFacesDoesNotMatterAndEachIsUsedOnce() {
    var samples = PeopleSamples(seed: 60)
    for _ in 0..<200 {
      let references = (0..<30).map { _ in samples.box() }
      let detections = (0..<30).map { _ in samples.box() } + references.prefix(3)
      let matching = FaceMatcher.match(references: references, detections: detections)
      #expect(Set(matching.pairs.map(\.reference)).count == matching.pairs.count)
      #expect(Set(matching.pairs.map(\.detection)).count == matching.pairs.count)
      #expect(matching.pairs.count + matching.unmatchedReferences.count == references.count)
      #expect(matching.pairs.count + matching.unmatchedDetections.count == detections.count)
      let (a, b) = (
        references.shuffled(using: &samples.generator),
        detections.shuffled(using: &samples.generator)
      )
      let shuffled = FaceMatcher.match(references: a, detections: b)
      let pairs = Set(matching.pairs.map { [references[$0.reference], detections[$0.detection]] })
      #expect(pairs == Set(shuffled.pairs.map { [a[$0.reference], b[$0.detection]] }))
    }
  }
}
