import Organizer
import Testing

@Suite struct ThresholdSweepTests {
  /// Similarities on a grid of 0.01, of both kinds.
  private func similarities(seed: Int) -> (genuine: [Double], impostor: [Double]) {
    var random = EvaluationRandom(state: UInt64(seed))
    func draw(_ count: Int, _ range: ClosedRange<Int>) -> [Double] {
      (0..<count).map { _ in Double(Int.random(in: range, using: &random)) / 100 }
    }
    return (draw(80, 10...100), draw(300, -60...60))
  }

  @Test(arguments: 0..<10)
  func everyPointCountsWhatItsThresholdDoes(seed: Int) throws {
    let (genuine, impostor) = similarities(seed: seed)
    let sweep = try #require(
      ThresholdSweep(PairHistogram(genuine: genuine, impostor: impostor)))
    #expect(sweep.genuine == 80 && sweep.impostor == 300)
    for threshold in stride(from: -0.6, through: 1.0, by: 0.05) {
      let point = sweep.point(at: threshold)
      let matched = genuine.count { $0 >= threshold - 1e-9 }
      let wrong = impostor.count { $0 >= threshold - 1e-9 }
      guard point.threshold <= threshold + 1e-9 || matched + wrong > 0 else { continue }
      #expect(abs(point.falseMatchRate - Double(wrong) / 300) < 1e-12)
      #expect(abs(point.falseNonMatchRate - Double(80 - matched) / 80) < 1e-12)
      #expect(abs(point.accuracy - Double(matched + 300 - wrong) / 380) < 1e-12)
      let precision = matched + wrong == 0 ? 1 : Double(matched) / Double(matched + wrong)
      #expect(abs(point.precision - precision) < 1e-12)
    }
  }

  @Test(arguments: 0..<10)
  func errorRatesAreMonotone(seed: Int) throws {
    let (genuine, impostor) = similarities(seed: seed)
    let points = try #require(
      ThresholdSweep(PairHistogram(genuine: genuine, impostor: impostor))
    ).points
    for (a, b) in zip(points, points.dropFirst()) {
      #expect(a.threshold < b.threshold)
      #expect(a.falseMatchRate >= b.falseMatchRate)
      #expect(a.falseNonMatchRate <= b.falseNonMatchRate)
    }
    #expect(points.first?.falseNonMatchRate == 0 && points.first?.falseMatchRate == 1)
    #expect(points.last?.falseMatchRate == 0 && points.last?.falseNonMatchRate == 1)
  }

  @Test func theBestThresholdDividesWhatCanBeDivided() throws {
    let sweep = try #require(
      ThresholdSweep(PairHistogram(genuine: [0.6, 0.7, 0.9], impostor: [-0.2, 0.1, 0.3])))
    #expect(sweep.bestF1.f1 == 1 && sweep.bestAccuracy.accuracy == 1)
    #expect(sweep.bestF1.threshold > 0.3 && sweep.bestF1.threshold <= 0.6)
    #expect(abs(sweep.bestF1.threshold - 0.45) < 0.001, "the middle of the gap")
    #expect(sweep.equalErrors.falseMatchRate == 0)
  }

  @Test func aRateThatCannotBeToldFromNoneHasNoThreshold() throws {
    let sweep = try #require(
      ThresholdSweep(
        PairHistogram(genuine: [0.9], impostor: (0..<100).map { Double($0) / 200 })))
    #expect(sweep.point(falseMatchRate: 0.001) == nil)
    let point = try #require(sweep.point(falseMatchRate: 0.05))
    #expect(point.falseMatchRate <= 0.05)
    #expect(abs(point.threshold - 0.4705) < 1e-9)
  }

  @Test func oneKindOfPairsMakesNoSweep() {
    #expect(ThresholdSweep(PairHistogram(genuine: [0.5], impostor: [])) == nil)
    #expect(ThresholdSweep(PairHistogram(genuine: [], impostor: [0.5])) == nil)
  }

  @Test(arguments: [1, 2, 33])
  func theHistogramOfRowsCountsEveryPairOnce(count: Int) {
    var random = EvaluationRandom(state: UInt64(count))
    var rows: [[Float]] = []
    for _ in 0..<count {
      let values = (0..<20).map { _ in Float.random(in: -1...1, using: &random) }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      rows.append(values.map { $0 / length })
    }
    let people = (0..<count).map { $0 % 3 }
    let histogram = PairHistogram(rows: rows.flatMap { $0 }, dimension: 20, people: people) { _ in }
    var (genuine, impostor) = ([Double](), [Double]())
    for i in 0..<count {
      for j in (i + 1)..<max(i + 1, count) {
        let similarity = zip(rows[i], rows[j]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        if people[i] == people[j] {
          genuine.append(similarity)
        } else {
          impostor.append(similarity)
        }
      }
    }
    // Sums in another order may move a pair by one bin.
    let expected = PairHistogram(genuine: genuine, impostor: impostor)
    for (a, b) in [(histogram.genuine, expected.genuine), (histogram.impostor, expected.impostor)] {
      var (sumA, sumB) = (0, 0)
      #expect(a.reduce(0, +) == b.reduce(0, +))
      for bin in a.indices {
        (sumA, sumB) = (sumA + a[bin], sumB + b[bin])
        #expect(abs(sumA - sumB) <= 1)
      }
    }
  }
}
