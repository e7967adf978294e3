/// How far a clustering has come.
public enum LinkageProgress: Sendable, Equatable {
  /// Similar pairs are being found; this fraction of the products is done.
  case linking(Double)
  /// Clusters are being merged; this fraction of the vectors has found its place.
  case merging(Double)
  /// Weak vectors are being compared with clusters; this fraction is done.
  case joining(Double)

  /// The share of the whole work that is done, 0…1.
  ///
  /// Linking takes about four fifths of the time, whatever the number of vectors
  /// (docs/performance.md).
  public var fraction: Double {
    switch self {
    case .linking(let share): share * 0.8
    case .merging(let share): 0.8 + share * 0.15
    case .joining(let share): 0.95 + share * 0.05
    }
  }
}
