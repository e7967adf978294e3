internal import FaceInference
internal import Foundation

/// Measures on folders of known people what a model's similarities mean, and where to divide them.
public struct Calibration: Sendable {
  /// How many photos were measured.
  public let photos: Int
  /// How many people they are of.
  public let people: Int
  /// What verification thresholds do to all pairs of photos.
  public let verification: ThresholdSweep
  /// What cuts of the tree do to the clusters.
  public let clustering: CutSweep
  /// What the second pass makes of them.
  public let merging: MergeSweep?
  /// Open-set identification at the thresholds that the library has now.
  public let openSet: OpenSetTrial?
  /// The thresholds that come of it, in the order of the manifest.
  public let thresholds: [Threshold]

  /// A threshold of a manifest.
  public struct Threshold: Sendable, Equatable {
    /// Its name in `thresholds`.
    public let name: String
    /// Its value, rounded to four places.
    public let value: Double
    /// What it stands for.
    public let meaning: Meaning
  }

  /// Why a threshold has its value.
  public enum Meaning: Sendable, Equatable {
    /// One pair of two people in so many is held to be one person's.
    case falseMatches(oneIn: Int)
    /// Most pairs are decided rightly; there are too few to tell a rate of one in a thousand.
    case bestAccuracy
    /// The best B-cubed F of the clusters.
    case bestClusters
    /// One stranger in a hundred is taken for somebody.
    case falsePositives
    /// It keeps its distance from another threshold, or its value: these photos do not tell.
    case kept
  }

  /// Measures.
  ///
  /// - Parameters:
  ///   - library: The library, which has the model's present thresholds.
  ///   - faces: Its photos; ``PersonFaces/checkPairs(folder:)`` holds for them.
  ///   - progress: Called with the share that is done; what it throws ends the measurement.
  /// - Throws: What `progress` throws.
  public init(
    _ library: LabelledLibrary, _ faces: PersonFaces, progress: (Double) throws -> Void
  ) throws {
    photos = faces.items.count
    people = faces.people
    let histogram = try PairHistogram(
      rows: faces.rows, dimension: faces.dimension, people: faces.personNumbers
    ) { try progress($0 * 0.2) }
    guard let sweep = ThresholdSweep(histogram) else {
      preconditionFailure("the photos have pairs of one person and of two")
    }
    let present = library.models?.thresholds ?? ModelRecord.strictest
    verification = sweep
    let weakOffset = Double(present.weakJoin) - Double(present.clustering)
    clustering = try CutSweep(faces, range: Self.range(sweep), weakOffset: weakOffset) {
      try progress(0.2 + $0 * 0.4)
    }
    merging = try clustering.best.map { cut in
      try MergeSweep(faces, cut: cut, present: present.merging, weakOffset: weakOffset) {
        try progress(0.6 + $0 * 0.35)
      }
    }
    let identification = Identification(thresholds: present)
    openSet = OpenSetTrial(faces, identification)
    let few = OpenSetTrial(faces, identification, most: Self.fewPeople)
    thresholds = Self.thresholds(sweep, clustering, merging, openSet, few: few, present)
    try progress(1)
  }

  /// So many people, or fewer, need no higher threshold.
  private static let fewPeople = 20

  /// The thresholds of clustering worth trying: up to six in ten missed pairs, on multiples of a
  /// step.
  private static func range(_ sweep: ThresholdSweep) -> ClosedRange<Double> {
    let low = sweep.lowestForClusters
    let high = sweep.points.last { $0.falseNonMatchRate <= 0.6 }?.threshold ?? 1
    let first = max(0, (low * 50).rounded(.down) / 50)
    return first...max(first, min(0.98, (high * 50).rounded(.up) / 50))
  }

  private static func thresholds(
    _ sweep: ThresholdSweep, _ cuts: CutSweep, _ merges: MergeSweep?, _ openSet: OpenSetTrial?,
    few: OpenSetTrial?, _ present: EmbedderSettings.Thresholds
  ) -> [Threshold] {
    func entry(_ name: String, _ value: Double, _ meaning: Meaning) -> Threshold {
      let scaled = max(0, min(1, value)) * 10_000
      // Rounded down, a threshold would let more strangers pass than it stands for.
      let rounded =
        switch meaning {
        case .falseMatches, .falsePositives: (scaled - 1e-6).rounded(.up)
        case .bestAccuracy, .bestClusters, .kept: scaled.rounded()
        }
      return Threshold(name: name, value: rounded / 10_000, meaning: meaning)
    }
    let strict = sweep.point(falseMatchRate: 0.001)
    let cut = cuts.best
    let clustering = merges?.best?.clustering ?? cut?.threshold ?? Double(present.clustering)
    let weakOffset = Double(present.weakJoin) - Double(present.clustering)
    let (base, growth) = identification(openSet, few)
    return [
      entry(
        "verification", strict?.threshold ?? sweep.bestAccuracy.threshold,
        strict == nil ? .bestAccuracy : .falseMatches(oneIn: 1000)),
      entry("clustering", clustering, .bestClusters),
      entry("singletonMargin", cut?.margin ?? Double(present.singletonMargin), .bestClusters),
      entry("weakJoin", clustering + max(0, weakOffset), .kept),
      entry(
        "identification", base ?? Double(present.identification),
        base == nil ? .kept : .falsePositives),
      entry(
        "identificationGrowth", growth ?? Double(present.identificationGrowth),
        growth == nil ? .kept : .falsePositives),
      entry("margin", Double(present.margin), .kept),
    ]
  }

  /// The threshold among few people, and what every tenfold of them adds; `nil` where there are too
  /// few strangers, or people, to tell.
  private static func identification(
    _ all: OpenSetTrial?, _ few: OpenSetTrial?
  ) -> (base: Double?, growth: Double?) {
    guard let base = few?.atOnePercent?.threshold else { return (nil, nil) }
    guard let all, all.enrolled >= 5 * fewPeople, let high = all.atOnePercent?.threshold else {
      return (base, nil)
    }
    let decades = log10(Double(all.enrolled) / Double(fewPeople))
    return (base, max(0, (high - base) / decades))
  }
}
