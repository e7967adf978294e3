internal import FaceInference

/// The table of who appears where.
public struct LibraryExport: Sendable {
  /// One face in one file.
  struct Row: Sendable {
    let path: PhotoPath
    let facts: PhotoFacts
    let digest: PhotoDigest
    let face: CatalogFace
    let label: FaceLabel
    let person: String?
  }

  private static let header = [
    "photo", "person", "state", "similarity", "x", "y", "width", "height", "detection_score",
    "quality", "cluster", "taken_at", "latitude", "longitude", "camera", "digest",
  ]

  let rows: [Row]

  /// Collects the faces of all photos in the tree, by photo, then from left to right.
  public init(_ library: LabelledLibrary) {
    rows = library.photoFiles.flatMap { path, photo -> [Row] in
      guard let facts = photo.facts else { return [] }
      return (library.facesByPhoto[photo.digest] ?? []).map { index in
        let label = library.label(index)
        return Row(
          path: path, facts: facts, digest: photo.digest, face: library.contents.faces[index],
          label: label, person: label.person.flatMap(library.name))
      }
    }
  }

  /// The table as CSV (RFC 4180), with a header.
  public func csv() -> [UInt8] {
    var text = CSVText()
    text.append(Self.header.map { .text($0) })
    for row in rows { text.append(row.cells) }
    return text.bytes
  }

  /// The table as JSON: an array of objects with the columns as keys.
  public func json() -> JSONValue {
    .array(rows.map { row in .object(Dictionary(zip(Self.header, row.values)) { a, _ in a }) })
  }
}

extension LibraryExport.Row {
  private var similarity: Double? {
    guard case .matched(_, let similarity, _) = label else { return nil }
    return Double(similarity)
  }

  fileprivate var values: [JSONValue] {
    let box = face.detection.box
    let data = facts.metadata
    return [
      .string(path.text), .string(person), .string(label.state),
      .decimal(similarity, places: 4), .decimal(Double(box.x), places: 1),
      .decimal(Double(box.y), places: 1), .decimal(Double(box.width), places: 1),
      .decimal(Double(box.height), places: 1), .decimal(Double(face.detection.score), places: 4),
      .decimal(Double(face.quality), places: 4), .integer(face.cluster),
      .string(data.takenAt?.description), .decimal(data.position?.latitude, places: 7),
      .decimal(data.position?.longitude, places: 7), .string(data.camera),
      .string(digest.description),
    ]
  }

  fileprivate var cells: [CSVCell] {
    values.map { value in
      switch value {
      case .string(let text): .text(text)
      case .integer(let number): .integer(number)
      case .decimal(let number, let places): .decimal(number, places: places)
      case .null, .bool, .array, .object: .empty
      }
    }
  }
}
