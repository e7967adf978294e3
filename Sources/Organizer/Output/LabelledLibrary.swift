internal import FaceInference

/// A library whose faces have their labels: what outputs and listings are made of.
public struct LabelledLibrary: Sendable {
  /// Everything known.
  public let contents: LibraryContents
  let labelling: Labelling
  /// The faces of each photo, left to right, by digest.
  let facesByPhoto: [PhotoDigest: [Int]]
  /// The files in the tree that hold a photo, by path.
  package let photoFiles: [(path: PhotoPath, photo: CatalogPhoto)]
  /// The models that made the faces, or `nil` before the first scan.
  let models: ModelRecord?

  /// Labels what is known.
  init(_ contents: LibraryContents, models: ModelRecord?) {
    self.contents = contents
    self.models = models
    if let models {
      labelling = contents.labelling(models.thresholds)
    } else {
      labelling = contents.labelling(ModelRecord.strictest)
    }
    var photoFiles: [(path: PhotoPath, photo: CatalogPhoto)] = []
    for file in contents.files {
      guard let digest = file.digest, let photo = contents.photos[digest] else { continue }
      photoFiles.append((file.file.path, photo))
    }
    self.photoFiles = photoFiles
    facesByPhoto = Dictionary(grouping: contents.active) { contents.faces[$0].photo }
  }

  /// Reads and labels a library.
  public init(_ library: PhotoLibrary, _ catalog: AnalysisCatalog) throws {
    let contents = try LibraryContents(library, catalog)
    self.init(contents, models: try ModelRecord(catalog))
  }

  /// The name of a person, or `nil` for one that the journal does not know.
  package func name(_ person: PersonID) -> String? { contents.people.people[person]?.name.text }

  /// The label of a face.
  package func label(_ face: Int) -> FaceLabel { labelling.labels[face] }
}
