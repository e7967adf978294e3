/// How far a clustering has come.
public enum LinkageProgress: Sendable, Equatable {
  /// Similar pairs are being found; this fraction of the products is done.
  case linking(Double)
  /// Clusters are being merged; this fraction of the linked vectors is done.
  case merging(Double)
  /// Weak vectors are being compared with clusters; this fraction is done.
  case joining(Double)
}
