package import FaceInference

/// A stage of a scan that time goes into, in the order in which photos pass them.
public enum ScanStage: String, Sendable, CaseIterable {
  /// Walking the folders and comparing them with the catalog.
  case find
  /// Reading files and computing their digests.
  case read
  /// Decoding photos at the size that the search needs, and turning them upright.
  case decode
  /// Scaling images to the detector's canvas.
  case resize
  /// Running the detector.
  case detect
  /// Placing landmarks more exactly.
  case refine
  /// Decoding the regions of faces that are too small in the first decode.
  case detail
  /// Cutting aligned crops.
  case align
  /// Running the embedder, and judging the faces' quality.
  case embed
  /// Writing results to the catalog.
  case store
  /// Reading the catalog, and grouping and labelling faces.
  case group
  /// Planning and writing reports and links.
  case write
}

/// Where the time of a scan went: processor time by stage, of all workers together.
public struct ScanTimings: Sendable, Equatable {
  private var times: [ScanStage: Duration] = [:]
  /// The processor time of the whole scan: the stages and everything between them.
  public internal(set) var total = Duration.zero

  /// Makes timings of nothing.
  public init() {}

  /// Makes timings of stages, and of everything.
  package init(_ times: [ScanStage: Duration], total: Duration) {
    self.times = times
    self.total = total
  }

  /// The time of one stage; zero if nothing was done in it.
  public subscript(stage: ScanStage) -> Duration { times[stage] ?? .zero }

  /// What belongs to no stage: handing out work, reporting, the language's runtime.
  ///
  /// Clocks of threads and of the process are read one after the other, so that a scan of nothing
  /// may leave less than nothing, which counts as none.
  public var other: Duration {
    max(.zero, total - times.values.reduce(.zero, +))
  }

  /// The share of a time in the total, 0…1; zero in a total of nothing.
  public func share(_ time: Duration) -> Double { total > .zero ? time / total : 0 }

  /// Adds what a worker measured.
  package mutating func add(_ clock: StageClock<ScanStage>) {
    times.merge(clock.times, uniquingKeysWith: +)
  }

  /// Adds what a worker's searches measured.
  package mutating func add(_ clock: StageClock<SearchStage>) {
    for (stage, time) in clock.times { times[ScanStage(stage), default: .zero] += time }
  }

  /// Adds the times that another worker spent.
  package mutating func add(_ other: ScanTimings) {
    times.merge(other.times, uniquingKeysWith: +)
    total += other.total
  }
}

extension ScanStage {
  fileprivate init(_ stage: SearchStage) {
    switch stage {
    case .resize: self = .resize
    case .detect: self = .detect
    case .refine: self = .refine
    }
  }
}
