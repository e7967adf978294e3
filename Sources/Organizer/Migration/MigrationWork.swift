internal import FaceInference

/// What is to be done to bring the faces of a catalog to another embedder.
struct MigrationWork: Sendable {
  /// A photo whose faces are to be embedded.
  struct Photo: Sendable {
    let photo: CatalogPhoto
    let faces: [CatalogFace]
    /// With what it counts as analyzed afterwards.
    let settings: AnalysisSettings
    /// Where its file may lie, absolute, the best first.
    let places: [String]
    /// What it is called in messages.
    let path: PhotoPath
  }

  /// Photos that an earlier run dealt with.
  private(set) var done: Set<PhotoDigest> = []
  /// How many of them show faces.
  private(set) var resumed = 0
  /// Photos without faces, with what they count as analyzed afterwards.
  private(set) var faceless: [PhotoDigest: String] = [:]
  /// Photos to read, by path.
  private(set) var photos: [Photo] = []

  /// How many faces are to be embedded.
  var faces: Int { photos.reduce(0) { $0 + $1.faces.count } }
  /// Whether nothing is left.
  var isEmpty: Bool { photos.isEmpty && faceless.isEmpty && done.isEmpty }

  /// Compares a catalog with what earlier runs left.
  ///
  /// Photos that are nowhere, neither in the tree nor in the gallery, are left alone.
  ///
  /// - Parameters:
  ///   - contents: The library, by its catalog.
  ///   - earlier: The settings of the photos of the unfinished catalog, if there is one.
  ///   - embedder: The embedder to change to.
  init(
    _ contents: LibraryContents, earlier: [PhotoDigest: String], to embedder: FaceModels.Identity
  ) {
    var paths: [PhotoDigest: [PhotoPath]] = [:]
    for file in contents.files {
      if let digest = file.digest { paths[digest, default: []].append(file.file.path) }
    }
    let faces = Dictionary(grouping: contents.faces, by: \.photo)
    let gallery = GalleryStore(contents.library)
    for (digest, photo) in contents.photos {
      guard let old = AnalysisSettings(photo.settings), old.embedder != embedder.short else {
        continue
      }
      let new = old.with(embedder: embedder)
      if earlier[digest] == new.text {
        done.insert(digest)
        if faces[digest] != nil { resumed += 1 }
        continue
      }
      guard let found = faces[digest] else {
        faceless[digest] = new.text
        continue
      }
      var places = (paths[digest] ?? []).map { joined(contents.library.root, $0.text) }
      let copy = gallery.path(of: digest)
      if FileStatus(path: copy) != nil { places.append(copy) }
      guard let first = places.first else { continue }
      photos.append(
        Photo(
          photo: photo, faces: found, settings: new, places: places,
          path: paths[digest]?.first ?? PhotoPath(first)))
    }
    photos.sort { $0.path < $1.path }
  }
}
