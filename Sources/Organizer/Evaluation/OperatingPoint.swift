/// What a verification threshold does, chosen by the false match rate it may have.
///
/// The rates known as TAR and FAR in the literature: the true match rate is 1 − the false
/// non-match rate.
public struct OperatingPoint: Sendable, Equatable {
  /// The threshold: similarities that reach it are matches.
  public let threshold: Double
  /// The part of the genuine pairs that match.
  public let trueMatchRate: Double
  /// The part of the impostor pairs that match; at most what was allowed.
  public let falseMatchRate: Double

  /// Finds the lowest threshold that keeps to a false match rate.
  ///
  /// - Parameters:
  ///   - allowed: The highest false match rate, from 0 to 1. With fewer impostor pairs than its
  ///     reciprocal no impostor may match.
  ///   - genuine: The similarities of pairs of one person, finite.
  ///   - impostor: The similarities of pairs of two people, finite.
  /// - Returns: `nil` if there are no genuine or no impostor pairs.
  /// - Complexity: O(*n* log *n*).
  public init?(falseMatchRate allowed: Double, genuine: [Double], impostor: [Double]) {
    precondition(allowed >= 0 && allowed <= 1, "a rate lies between 0 and 1")
    precondition(genuine.allSatisfy(\.isFinite) && impostor.allSatisfy(\.isFinite))
    guard let lowest = (genuine + impostor).min(), !genuine.isEmpty, !impostor.isEmpty else {
      return nil
    }
    let descending = impostor.sorted(by: >)
    // 0.001 of 3,000 is 3, although the product of the nearest numbers is not.
    let matches = Int((allowed * Double(impostor.count) + 1e-9).rounded(.down))
    // The first impostor too many must stay below the threshold.
    let threshold = matches < descending.count ? descending[matches].nextUp : lowest
    self.threshold = threshold
    trueMatchRate = Self.rate(genuine, threshold)
    falseMatchRate = Self.rate(impostor, threshold)
  }

  private static func rate(_ similarities: [Double], _ threshold: Double) -> Double {
    Double(similarities.count { $0 >= threshold }) / Double(similarities.count)
  }
}
