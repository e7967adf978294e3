internal import FaceInference

/// The list of crops, with the face that each shows.
public struct CropListing: Sendable {
  /// The file of the list in the folder of all crops.
  package static let file = "crops.csv"

  private static let header = [
    "file", "photo", "person", "state", "x", "y", "width", "height", "left_eye_x", "left_eye_y",
    "right_eye_x", "right_eye_y", "nose_x", "nose_y", "left_mouth_x", "left_mouth_y",
    "right_mouth_x", "right_mouth_y", "detection_score", "quality", "digest",
  ]

  private let crops: [Crop]

  /// Makes a list in the order of the crops.
  public init(_ crops: [Crop]) { self.crops = crops }

  /// The list as CSV (RFC 4180), with a header.
  package func csv() -> [UInt8] {
    var text = CSVText()
    text.append(Self.header.map { .text($0) })
    for crop in crops { text.append(cells(crop)) }
    return text.bytes
  }

  private func cells(_ crop: Crop) -> [CSVCell] {
    let box = crop.detection.box
    let places =
      [box.x, box.y, box.width, box.height]
      + crop.detection.landmarks.points.flatMap { [$0.x, $0.y] }
    let names: [CSVCell] = [
      .text(crop.file.text), .text(crop.photo.text), .text(crop.person),
      crop.state.map { .text($0) } ?? .empty,
    ]
    let scores: [CSVCell] = [
      .decimal(Double(crop.detection.score), places: 4),
      .decimal(Double(crop.quality), places: 4), .text(crop.digest.description),
    ]
    return names + places.map { .decimal(Double($0), places: 2) } + scores
  }

  /// Reads the files of a list; empty when it is none.
  static func files(inCSV bytes: [UInt8]) -> [PhotoPath] {
    guard let rows = try? CSVText.rows(of: bytes), rows.first?.fields.first == header[0]
    else { return [] }
    var files: [PhotoPath] = []
    for row in rows.dropFirst() {
      guard let file = row.fields.first else { continue }
      files.append(PhotoPath(CSVText.unguarded(file)))
    }
    return files
  }

  /// The list as JSON: an array of objects.
  public func json() -> JSONValue { .array(crops.map(value)) }

  private func value(_ crop: Crop) -> JSONValue {
    let members: [String: JSONValue] = [
      "file": .string(crop.file.text), "photo": .string(crop.photo.text),
      "digest": .string(crop.digest.description),
      "person": crop.person.isEmpty ? .null : .string(crop.person),
      "state": .string(crop.state),
      "quality": .decimal(Double(crop.quality), places: 4),
    ]
    return .object(members.merging(crop.detection.json) { own, _ in own })
  }
}
