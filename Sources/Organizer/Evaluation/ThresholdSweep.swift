/// What every verification threshold does to pairs of faces.
public struct ThresholdSweep: Sendable, Equatable {
  /// What one threshold does.
  public struct Point: Sendable, Equatable {
    /// The threshold: similarities that reach it are held to be one person's.
    public let threshold: Double
    /// Of the pairs held to be one person's, the part that is; 1 without any.
    public let precision: Double
    /// The part of the pairs of two people that is held to be one person's.
    public let falseMatchRate: Double
    /// The part of the pairs of one person that is held to be two people's.
    public let falseNonMatchRate: Double
    /// The part of all pairs that is decided rightly.
    public let accuracy: Double

    /// The part of the pairs of one person that is found.
    public var recall: Double { 1 - falseNonMatchRate }
    /// The harmonic mean of precision and recall.
    public var f1: Double {
      let sum = precision + recall
      return sum == 0 ? 0 : 2 * precision * recall / sum
    }
  }

  /// The thresholds, ascending, in steps of the histogram's bins.
  public let points: [Point]
  /// How many pairs are of one person.
  public let genuine: Int
  /// How many pairs are of two.
  public let impostor: Int

  /// Sweeps over the similarities that occur.
  ///
  /// - Returns: `nil` when there are no pairs of one person, or none of two.
  package init?(_ histogram: PairHistogram) {
    let genuine = histogram.genuine.reduce(0, +)
    let impostor = histogram.impostor.reduce(0, +)
    guard genuine > 0, impostor > 0 else { return nil }
    var (matched, wrong) = (genuine, impostor)
    var points: [Point] = []
    for bin in histogram.genuine.indices {
      // From here on nothing changes any more, or has changed yet.
      if matched + wrong < genuine + impostor
        || histogram.genuine[bin] + histogram.impostor[bin] > 0
      {
        points.append(
          Point(
            threshold: PairHistogram.threshold(bin),
            precision: matched + wrong == 0 ? 1 : Double(matched) / Double(matched + wrong),
            falseMatchRate: Double(wrong) / Double(impostor),
            falseNonMatchRate: Double(genuine - matched) / Double(genuine),
            accuracy: Double(matched + impostor - wrong) / Double(genuine + impostor)))
      }
      if matched + wrong == 0 { break }
      matched -= histogram.genuine[bin]
      wrong -= histogram.impostor[bin]
    }
    self.points = points
    self.genuine = genuine
    self.impostor = impostor
  }

  /// The threshold of the best F1; the middle one of several that are as good.
  public var bestF1: Point { best(\.f1) }
  /// The threshold of the best accuracy; the middle one of several that are as good.
  public var bestAccuracy: Point { best(\.accuracy) }

  private func best(_ measure: (Point) -> Double) -> Point {
    let highest = points.map(measure).max() ?? 0
    let equals = points.filter { measure($0) == highest }
    return equals[(equals.count - 1) / 2]
  }

  /// Where both error rates come closest to each other.
  public var equalErrors: Point {
    points.min {
      abs($0.falseMatchRate - $0.falseNonMatchRate) < abs($1.falseMatchRate - $1.falseNonMatchRate)
    } ?? points[0]
  }

  /// Returns the lowest threshold that keeps to a false match rate; `nil` where there are too few
  /// pairs to tell so small a rate from none.
  public func point(falseMatchRate allowed: Double) -> Point? {
    guard allowed * Double(impostor) >= 1 else { return nil }
    return points.first { $0.falseMatchRate <= allowed }
  }

  /// The lowest threshold that is worth trying for clusters.
  ///
  /// Among many people none is at its best where one pair of two people in twenty matches. Among
  /// few, or with photos that are hard to tell, some are: as many pairs as are compared at once may
  /// match.
  var lowestForClusters: Double {
    points.first { $0.falseMatchRate <= 0.05 || matches($0) <= Self.fewPairs }?.threshold ?? 0
  }

  /// So many links take a method some hundredths of a second.
  private static let fewPairs = 500_000.0

  private func matches(_ point: Point) -> Double {
    Double(impostor) * point.falseMatchRate + Double(genuine) * point.recall
  }

  /// Returns what a threshold does: the point at or next above it.
  public func point(at threshold: Double) -> Point {
    points.first { $0.threshold >= threshold - 1e-9 } ?? points[points.count - 1]
  }
}
