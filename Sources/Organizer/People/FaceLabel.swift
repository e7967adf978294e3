/// Who a face is held to be, and why.
public enum FaceLabel: Sendable, Equatable {
  /// A person said so.
  case confirmed(PersonID)
  /// photosort decided so: because of the face of that index, at that similarity.
  case matched(PersonID, similarity: Float, face: Int)
  /// Nobody known.
  case unknown

  /// The person, if there is one.
  public var person: PersonID? {
    switch self {
    case .confirmed(let person), .matched(let person, _, _): person
    case .unknown: nil
    }
  }

  /// The word for tables and sidecars.
  public var state: String {
    switch self {
    case .confirmed: "confirmed"
    case .matched: "matched"
    case .unknown: "unknown"
    }
  }
}
