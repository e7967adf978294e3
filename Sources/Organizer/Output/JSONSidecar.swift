internal import FaceInference

/// Renders the report of one photo: `photosort.sidecar/1`, see docs/sidecars.md.
package struct JSONSidecar: Sendable {
  /// What tells a report from other JSON.
  static let schema = "photosort.sidecar/1"

  private let library: LabelledLibrary

  /// Renders reports of a library.
  package init(_ library: LabelledLibrary) { self.library = library }

  /// The report of the photo at a path.
  package func render(_ path: PhotoPath, _ photo: CatalogPhoto) -> JSONValue {
    var members: [String: JSONValue] = [
      "schema": .string(Self.schema), "photo": .string(path.text),
      "digest": .string(photo.digest.description), "bytes": .integer(Int(photo.bytes)),
    ]
    switch photo.outcome {
    case .failed(let reason): members["problem"] = .string(reason)
    case .analyzed(let facts, let damage):
      if let damage { members["warning"] = .string(damage) }
      add(facts, to: &members)
      let faces = library.facesByPhoto[photo.digest] ?? []
      members["faces"] = .array(faces.map(face))
      members["models"] = models
    }
    return .object(members)
  }

  private func add(_ facts: PhotoFacts, to members: inout [String: JSONValue]) {
    members["format"] = .string(facts.format)
    members["size"] = size(facts.width, facts.height)
    members["stored_size"] = size(facts.storedWidth, facts.storedHeight)
    members["orientation"] = .integer(facts.orientation)
    let data = facts.metadata
    members["taken_at"] = .string(data.takenAt?.description)
    members["camera"] = .string(data.camera)
    members["lens"] = .string(data.lens)
    members["exposure"] = .object([
      "time": .string(data.exposureTime?.text), "f_number": .decimal(data.fNumber, places: 2),
      "iso": .integer(data.iso), "focal_length": .decimal(data.focalLength, places: 2),
    ])
    members["gps"] =
      data.position.map { position in
        .object([
          "latitude": .decimal(position.latitude, places: 7),
          "longitude": .decimal(position.longitude, places: 7),
          "altitude": .decimal(position.altitude, places: 2),
        ])
      } ?? .null
  }

  private func size(_ width: Int, _ height: Int) -> JSONValue {
    .object(["width": .integer(width), "height": .integer(height)])
  }

  private func face(_ index: Int) -> JSONValue {
    let face = library.contents.faces[index]
    let members: [String: JSONValue] = [
      "id": .string(library.contents.reference(index).map(FaceIdentifier.text)),
      "quality": .decimal(Double(face.quality), places: 4),
      "cluster": .integer(face.cluster),
      "person": person(index),
    ]
    return .object(members.merging(face.detection.json) { own, _ in own })
  }

  private func person(_ index: Int) -> JSONValue {
    let label = library.label(index)
    guard let id = label.person else { return .null }
    var members: [String: JSONValue] = [
      "id": .string(id.description), "name": .string(library.name(id)),
      "state": .string(label.state),
    ]
    if case .matched(_, let similarity, let matched) = label {
      members["similarity"] = .decimal(Double(similarity), places: 4)
      members["matched_face"] = .string(
        library.contents.reference(matched).map(FaceIdentifier.text))
    }
    return .object(members)
  }

  private var models: JSONValue {
    guard let models = library.models else { return .null }
    let (detector, embedder) = (models.detector, models.embedder)
    return .object([
      "detector": .object([
        "name": .string(detector), "digest": .string("sha256:" + models.detectorSHA256),
      ]),
      "embedder": .object([
        "name": .string(embedder), "digest": .string("sha256:" + models.embedderSHA256),
      ]),
    ])
  }
}
