/// A reason why vectors cannot be clustered, as facts.
public enum ClusteringError: Error, Equatable, Sendable {
  /// The rows would have no columns.
  case dimensionNotPositive(dimension: Int)
  /// The values do not fill a whole number of rows.
  case incompleteRow(valueCount: Int, dimension: Int)
  /// A row is longer or shorter than the others.
  case rowLengthDiffers(row: Int, length: Int, dimension: Int)
  /// A value is NaN or infinite.
  case valueNotFinite(row: Int, column: Int)
  /// A row has no direction, because all its values are zero.
  case rowIsZero(row: Int)
  /// There are more rows than sums of them can be kept exact for.
  case tooManyRows(count: Int, limit: Int)
}
