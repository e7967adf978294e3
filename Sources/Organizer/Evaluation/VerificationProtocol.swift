/// Verification accuracy by cross-validation, as Labeled Faces in the Wild prescribes it.
///
/// Each fold is decided with the threshold that is best on the other folds. Pairs whose similarity
/// reaches the threshold are taken for one person.
public struct VerificationProtocol: Sendable, Equatable {
  /// The similarity of two faces, and the truth about them.
  public struct Trial: Sendable, Equatable {
    /// The similarity, finite.
    public let similarity: Double
    /// Whether the two faces are of one person.
    public let isSamePerson: Bool
    /// The fold the pair belongs to, from 0.
    public let fold: Int

    /// Makes a trial.
    ///
    /// - Parameters:
    ///   - similarity: The similarity, finite.
    ///   - isSamePerson: Whether the two faces are of one person.
    ///   - fold: The fold the pair belongs to, from 0.
    public init(similarity: Double, isSamePerson: Bool, fold: Int) {
      precondition(similarity.isFinite && fold >= 0, "a similarity and a fold")
      self.similarity = similarity
      self.isSamePerson = isSamePerson
      self.fold = fold
    }
  }

  /// The outcome of one fold.
  public struct Fold: Sendable, Equatable {
    /// The threshold chosen on the other folds.
    public let threshold: Double
    /// The part of the fold's pairs that it decides rightly.
    public let accuracy: Double
  }

  /// The outcomes in the order of folds.
  public let folds: [Fold]

  /// The mean accuracy of the folds.
  public var meanAccuracy: Double {
    folds.reduce(0) { $0 + $1.accuracy } / Double(folds.count)
  }

  /// The standard deviation of the folds' accuracies, as that of a sample (over *n* − 1).
  public var standardDeviation: Double {
    let mean = meanAccuracy
    let squares = folds.reduce(0) { $0 + ($1.accuracy - mean) * ($1.accuracy - mean) }
    return (squares / Double(folds.count - 1)).squareRoot()
  }

  /// Runs the protocol.
  ///
  /// - Parameter trials: The pairs of all folds, in any order.
  /// - Returns: `nil` if there are fewer than two folds, or a fold below the highest has no pair.
  /// - Complexity: O(*k* · *n* log *n*) for *k* folds.
  public init?(_ trials: [Trial]) {
    let count = (trials.map(\.fold).max() ?? 0) + 1
    guard count > 1, Set(trials.map(\.fold)).count == count else { return nil }
    folds = (0..<count).map { fold in
      let threshold = Self.bestThreshold(for: trials.filter { $0.fold != fold })
      let mine = trials.filter { $0.fold == fold }
      let right = mine.count { ($0.similarity >= threshold) == $0.isSamePerson }
      return Fold(threshold: threshold, accuracy: Double(right) / Double(mine.count))
    }
  }

  /// Returns the threshold that decides most trials rightly.
  ///
  /// All thresholds between two neighbouring similarities decide alike; the middle between them
  /// stands for them. If several such gaps are equally good, the middle one of them is taken (of
  /// two middle ones the lower): far from both ends it is the least likely to fail on new pairs.
  /// If accepting or refusing everything is best, the threshold is the lowest similarity or the
  /// next number above the highest.
  ///
  /// - Parameter trials: At least one.
  /// - Complexity: O(*n* log *n*).
  public static func bestThreshold(for trials: [Trial]) -> Double {
    precondition(!trials.isEmpty, "a threshold is chosen on trials")
    let sorted = trials.sorted { $0.similarity < $1.similarity }
    // At first all are accepted: those of one person rightly. Each one refused changes that.
    var right = sorted.count(where: \.isSamePerson)
    var best = (right: right, thresholds: [sorted[0].similarity])
    for (index, trial) in sorted.enumerated() {
      right += trial.isSamePerson ? -1 : 1
      let next = index + 1 < sorted.count ? sorted[index + 1].similarity : nil
      guard next != trial.similarity else { continue }
      let threshold = Self.middle(trial.similarity, next ?? trial.similarity.nextUp)
      if right > best.right { best = (right, []) }
      if right == best.right { best.thresholds.append(threshold) }
    }
    return best.thresholds[(best.thresholds.count - 1) / 2]
  }

  /// Returns a number above `low` and at most `high`, half-way if there is one.
  private static func middle(_ low: Double, _ high: Double) -> Double {
    let middle = low + (high - low) / 2
    return middle > low ? middle : high
  }
}
