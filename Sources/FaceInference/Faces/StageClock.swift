internal import Foundation

/// Adds up the processor time that goes into each stage of some work.
///
/// It belongs to one worker and counts that worker's thread alone, unless all threads are asked for,
/// so neither other workers nor other programs show in it, and waiting costs nothing. A measurement
/// takes less than a microsecond.
public final class StageClock<Stage: Hashable & Sendable> {
  /// The time of each stage that was measured.
  public private(set) var times: [Stage: Duration] = [:]

  /// Makes a clock that has measured nothing.
  public init() {}

  /// Does a piece of work and adds its time to a stage.
  ///
  /// The work runs to its end on the thread that called. Measurements do not lie in each other.
  ///
  /// - Throws: What the work throws; its time counts nevertheless.
  public func measure<Result, Failure>(
    _ stage: Stage, _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try measure(stage, by: { ProcessorTime.ofThread }, work)
  }

  /// Does a piece of work on any number of threads, while this process does no other, and adds the
  /// time of all of them to a stage.
  ///
  /// - Throws: What the work throws; its time counts nevertheless.
  public func measureAllThreads<Result, Failure>(
    _ stage: Stage, _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try measure(stage, by: { ProcessorTime.ofProcess }, work)
  }

  private func measure<Result, Failure>(
    _ stage: Stage, by clock: () -> Duration, _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = clock()
    defer { times[stage, default: .zero] += clock() - start }
    return try work()
  }
}

/// What the system counts as time spent computing.
public enum ProcessorTime {
  /// That of this thread since it began.
  public static var ofThread: Duration { reading(CLOCK_THREAD_CPUTIME_ID) }
  /// That of all threads of this process since it began.
  public static var ofProcess: Duration { reading(CLOCK_PROCESS_CPUTIME_ID) }

  private static func reading(_ clock: clockid_t) -> Duration {
    var time = timespec()
    // Linux has both clocks since 2.6.12; a call with a valid clock and address cannot fail.
    clock_gettime(clock, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
