import FaceInference
import Organizer
import Testing

@Suite struct IdentificationTrialTests {
  private let identification = Identification(thresholds: SampleLibrary.thresholds)

  private func faces(_ sample: SampleLibrary) throws -> PersonFaces {
    PersonFaces(try sample.labelled(), folder: sample.library.root)
  }

  @Test func everyPhotoIsAProbeInBothTurnsOrAReference() throws {
    let sample = try SampleLibrary.people([8, 3, 1, 2], noise: 0.05, seed: 1)
    let trial = try #require(OpenSetTrial(try faces(sample), identification))
    #expect(trial.enrolled == 2)
    // Turn one enrolls P00 (5 of 8) and P03 (1 of 2), turn two P01 (2 of 3).
    #expect(trial.mated == 3 + 1 + 1)
    #expect(trial.nonMated == (3 + 1) + (8 + 1 + 2))
    #expect(abs(trial.rates.threshold - 0.6) < 1e-6)
    #expect(trial.rates.falsePositive == 0 && trial.rates.falseNegative == 0)
  }

  @Test func aThresholdThatNothingReachesMissesEverybody() throws {
    let sample = try SampleLibrary.people([4, 4, 4], noise: 0.3, seed: 2)
    var thresholds = SampleLibrary.thresholds
    thresholds = .init(
      verification: 1, clustering: 1, singletonMargin: 0, weakJoin: 1, identification: 1,
      identificationGrowth: 0, margin: thresholds.margin)
    let trial = try #require(
      OpenSetTrial(try faces(sample), Identification(thresholds: thresholds)))
    #expect(trial.rates.falsePositive == 0 && trial.rates.falseNegative == 1)
  }

  @Test func withoutTwoPhotosNobodyIsTried() throws {
    let sample = try SampleLibrary.people([1, 1, 1], noise: 0.1, seed: 3)
    #expect(OpenSetTrial(try faces(sample), identification) == nil)
    #expect(ClosedSetTrial(try faces(sample)) == nil)
  }

  @Test func clearPeopleAreToldByEveryMethod() throws {
    let sample = try SampleLibrary.people([4, 5, 2, 6, 1], noise: 0.1, seed: 4)
    let trial = try #require(ClosedSetTrial(try faces(sample)))
    #expect(trial.known == 2 + 2 + 1 + 3 && trial.asked == 2 + 3 + 1 + 3)
    #expect(trial.means == 1 && trial.nearestNeighbor == 1 && trial.supportVectors == 1)
  }

  @Test func facesWithoutAPersonAreToldByChance() throws {
    let sample = try SampleLibrary.people(
      [Int](repeating: 10, count: 10), noise: 100, seed: 5)
    let trial = try #require(ClosedSetTrial(try faces(sample)))
    #expect(trial.means < 0.4 && trial.nearestNeighbor < 0.4)
    #expect(trial.supportVectors ?? 1 < 0.4)
  }

  @Test func impossiblePairsAreCounted() throws {
    let sample = try SampleLibrary()
    func face(_ x: Float, _ cluster: Int) -> SampleLibrary.Face {
      .init(x: x, direction: [1, x / 1000, 0, 0], cluster: cluster)
    }
    try sample.add("A/1.jpg", [face(0, 1), face(200, 1), face(400, 1), face(600, 2)])
    try sample.add("A/2.jpg", [face(0, 1), face(200, 2)])
    let evaluation = FolderEvaluation(try sample.labelled(), try faces(sample))
    #expect(evaluation.impossiblePairs == 3)
    #expect(evaluation.openSet == nil)
  }
}
