/// How much verification gains when the faces of least quality are left out.
///
/// Leaving out a share of the faces at random leaves out as large a share of the wrong decisions as
/// of all pairs; a quality that knows which embeddings can be trusted leaves out more.
public struct QualityEvaluation: Sendable, Equatable {
  /// A decided pair.
  public struct Decision: Sendable {
    /// The lower quality of its two faces, 0…1.
    public let quality: Float
    /// Whether it was decided rightly.
    public let isRight: Bool

    /// Takes down a decision.
    public init(quality: Float, isRight: Bool) {
      self.quality = quality
      self.isRight = isRight
    }
  }

  /// The share of all faces that is left out.
  public static let share = 0.1

  /// Faces of this quality or less are left out.
  public let limit: Float
  /// How many pairs there are, and how many have a face that is left out.
  public let pairs: (all: Int, leftOut: Int)
  /// How many of them are decided wrongly.
  public let errors: (all: Int, leftOut: Int)

  /// The share of wrong decisions that is left out; `nil` without any.
  public var errorShare: Double? {
    errors.all > 0 ? Double(errors.leftOut) / Double(errors.all) : nil
  }

  /// Measures the gain.
  ///
  /// - Parameters:
  ///   - qualities: Of all faces, in any order.
  ///   - decisions: The pairs whose two faces were found.
  /// - Returns: `nil` when there are too few faces to leave any out, or no pair.
  public init?(qualities: [Float], decisions: [Decision]) {
    let count = Int((Double(qualities.count) * Self.share).rounded(.down))
    guard count > 0, !decisions.isEmpty else { return nil }
    let limit = qualities.sorted()[count - 1]
    let wrong = decisions.filter { !$0.isRight }
    self.limit = limit
    pairs = (decisions.count, decisions.count { $0.quality <= limit })
    errors = (wrong.count, wrong.count { $0.quality <= limit })
  }

  /// Whether two measurements are the same.
  public static func == (a: Self, b: Self) -> Bool {
    a.limit == b.limit && a.pairs == b.pairs && a.errors == b.errors
  }
}
