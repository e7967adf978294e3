import FaceInference
import Foundation
import Testing

@Suite struct StageClockTests {
  private enum Stage { case busy, idle, failing }

  private struct Failure: Error {}

  /// Computes until the thread's own clock has gone on; no clock on the wall is asked.
  private func spend(_ time: Duration) {
    let end = ProcessorTime.ofThread + time
    while ProcessorTime.ofThread < end {}
  }

  @Test func timesOfAStageAddUp() {
    let clock = StageClock<Stage>()
    for _ in 0..<3 { clock.measure(.busy) { spend(.milliseconds(2)) } }
    #expect(clock.times[.busy] ?? .zero >= .milliseconds(6))
    #expect(clock.times[.idle] == nil)
  }

  @Test func theTimeOfOtherThreadsCountsWhereItIsAskedFor() {
    let clock = StageClock<Stage>()
    let spendElsewhere = {
      let thread = Thread { self.spend(.milliseconds(20)) }
      thread.start()
      while !thread.isFinished { Thread.sleep(forTimeInterval: 0.002) }
    }
    clock.measureAllThreads(.busy, spendElsewhere)
    #expect(clock.times[.busy] ?? .zero >= .milliseconds(20))
  }

  @Test func waitingIsNoWork() {
    let clock = StageClock<Stage>()
    clock.measure(.busy) { spend(.milliseconds(40)) }
    clock.measure(.idle) { Thread.sleep(forTimeInterval: 0.2) }
    #expect(clock.times[.idle] ?? .seconds(1) < clock.times[.busy] ?? .zero)
  }

  @Test func workThatFailsCountsToo() {
    let clock = StageClock<Stage>()
    #expect(throws: Failure.self) {
      try clock.measure(.failing) { () throws(Failure) in
        spend(.milliseconds(1))
        throw Failure()
      }
    }
    #expect(clock.times[.failing] ?? .zero >= .milliseconds(1))
  }

  @Test func workGivesItsResult() {
    #expect(StageClock<Stage>().measure(.busy) { 7 } == 7)
  }
}
