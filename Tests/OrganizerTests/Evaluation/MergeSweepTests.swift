import FaceInference
import Organizer
import Testing

@Suite struct MergeSweepTests {
  @Test func findsWhatUnitesPeopleThatTheCutLeavesApart() throws {
    let faces = try faces(noise: 0.75, seed: 6)
    let sweep = try sweep(faces)
    #expect(sweep.points.count == Set(sweep.points.map { [$0.clustering, $0.merging] }).count)
    let best = try #require(sweep.best)
    #expect(best.clusters < sweep.points.map(\.clusters).max() ?? 0)
    #expect(sweep.points.allSatisfy { $0.scores.bCubed.f <= best.scores.bCubed.f })
    #expect(best.merging >= 0.64 - 1e-9 && best.merging <= 1)
    #expect([0.6, 0.61, 0.62, 0.64].contains { abs($0 - best.clustering) < 1e-9 })
  }

  @Test func keepsTheModelsOtherNumbers() throws {
    let own = EmbedderSettings.Thresholds.Merging(
      threshold: 0.5, crowdingWeight: 0.3, typicalCrowding: 0.1, qualityWeight: 0.2)
    #expect(try sweep(faces(noise: 0.5, seed: 7), present: own).rule == own)
  }

  @Test func aHigherThresholdUnitesNoMore() throws {
    let points = try sweep(faces(noise: 0.8, seed: 8)).points
    for (a, b) in zip(points, points.dropFirst()) where a.clustering == b.clustering {
      #expect(a.merging < b.merging)
      #expect(a.clusters <= b.clusters)
    }
  }

  @Test func whatIsNoBetterThanTheCutAloneIsNotBest() throws {
    let perfect = try #require(ClusterScores(clusters: [0], people: [0]))
    let sweep = try sweep(faces(noise: 0.75, seed: 6), cut: perfect)
    #expect(sweep.best == nil && sweep.manifest == nil && !sweep.points.isEmpty)
  }

  private func sweep(
    _ faces: PersonFaces, present: EmbedderSettings.Thresholds.Merging? = nil,
    cut scores: ClusterScores? = nil
  ) throws -> MergeSweep {
    let apart = try #require(ClusterScores(clusters: [0, 1, 2], people: [0, 0, 0]))
    let cut = CutSweep.Point(
      threshold: 0.6, margin: 0.1, clusters: 1, scores: scores ?? apart)
    return try MergeSweep(faces, cut: cut, present: present, weakOffset: 0.1) { _ in }
  }

  private func faces(noise: Float, seed: Int) throws -> PersonFaces {
    let sample = try SampleLibrary.people([6, 5, 4, 6, 3, 2, 5], noise: noise, seed: seed)
    return PersonFaces(try sample.labelled(), folder: sample.library.root)
  }
}
