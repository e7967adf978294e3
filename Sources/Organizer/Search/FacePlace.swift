internal import FaceInference

/// Where a face is, in pixels of the upright photo: what lists and programs are told.
public struct FacePlace: Sendable, Equatable {
  /// Pixels from the left edge.
  public let x: Double
  /// Pixels from the upper edge.
  public let y: Double
  /// The extent to the right.
  public let width: Double
  /// The extent downwards.
  public let height: Double
}

extension CatalogFace {
  /// Where the face is.
  public var place: FacePlace { FacePlace(detection.box) }

  /// How sure the detector is, 0…1.
  public var score: Double { Double(detection.score) }
}

extension FacePlace {
  /// Takes the numbers of a box.
  fileprivate init(_ box: BoundingBox) {
    self.init(
      x: Double(box.x), y: Double(box.y), width: Double(box.width), height: Double(box.height))
  }

  /// The place as JSON, as reports have it.
  public var json: JSONValue {
    .object([
      "x": .decimal(x, places: 1), "y": .decimal(y, places: 1),
      "width": .decimal(width, places: 1), "height": .decimal(height, places: 1),
    ])
  }
}

extension CatalogFace {
  /// Box, landmarks and score as JSON, as reports have them.
  public var detectionJSON: [String: JSONValue] { detection.json }
}
