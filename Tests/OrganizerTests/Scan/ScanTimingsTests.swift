import FaceInference
import Organizer
import Testing

@Suite struct ScanTimingsTests {
  private let timings = ScanTimings(
    [.decode: .seconds(3), .detect: .seconds(5), .embed: .milliseconds(1500)], total: .seconds(10))

  @Test func otherIsWhatBelongsToNoStage() {
    #expect(timings.other == .milliseconds(500))
    #expect(ScanTimings([.read: .seconds(2)], total: .seconds(1)).other == .zero)
  }

  @Test func sharesAreOfTheTotalAndAddUpToIt() {
    #expect(timings.share(timings[.detect]) == 0.5)
    #expect(timings.share(timings[.find]) == 0)
    let sum = ScanStage.allCases.reduce(timings.share(timings.other)) {
      $0 + timings.share(timings[$1])
    }
    #expect(abs(sum - 1) < 1e-12)
  }

  @Test func nothingHasNoShares() {
    #expect(ScanTimings().share(.seconds(1)) == 0)
    #expect(ScanTimings().other == .zero)
  }

  @Test func workersAddUpInAnyOrder() {
    let other = ScanTimings([.decode: .seconds(1), .store: .seconds(2)], total: .seconds(4))
    var (ab, ba) = (timings, other)
    ab.add(other)
    ba.add(timings)
    #expect(ab == ba)
    #expect(ab[.decode] == .seconds(4) && ab[.detect] == .seconds(5) && ab[.store] == .seconds(2))
    #expect(ab.total == .seconds(14))
  }

  @Test func whatClocksMeasuredIsAdded() {
    let (stages, search) = (StageClock<ScanStage>(), StageClock<SearchStage>())
    stages.measure(.decode) {}
    search.measure(.resize) {}
    search.measure(.detect) {}
    search.measure(.refine) {}
    var timings = timings
    timings.add(stages)
    timings.add(search)
    #expect(timings[.decode] == .seconds(3) + (stages.times[.decode] ?? .zero))
    #expect(timings[.resize] == search.times[.resize])
    #expect(timings[.detect] == .seconds(5) + (search.times[.detect] ?? .zero))
    #expect(timings[.refine] == search.times[.refine])
  }
}
