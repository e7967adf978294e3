internal import FaceInference

/// The faces of a library that have a name, and where their crops go.
struct NamedCrops: Sendable {
  private let library: LabelledLibrary
  /// Every photo of the tree once, however often it lies in it.
  let photos: [(path: PhotoPath, photo: CatalogPhoto)]
  /// The folder of each person.
  private let folders: [PersonID: PhotoPath]
  private let stems: [CropPlace: String]

  /// Finds the names of folders and files.
  init(_ library: LabelledLibrary) {
    var seen: Set<PhotoDigest> = []
    let photos = library.photoFiles.filter { seen.insert($0.photo.digest).inserted }
    let people = Set(library.labelling.labels.compactMap(\.person))
      .compactMap { id in library.name(id).map { (id: id, name: $0) } }
    let folders = PersonFolder.names(people, current: [:], taken: [CropListing.file])
      .mapValues { PhotoPath($0) }
    var places: [CropPlace] = []
    for (path, photo) in photos {
      for face in library.facesByPhoto[photo.digest] ?? [] {
        guard let folder = library.label(face).person.flatMap({ folders[$0] }) else { continue }
        places.append(CropPlace(folder: folder, photo: path))
      }
    }
    self.library = library
    self.photos = photos
    self.folders = folders
    stems = CropNames.stems(places)
  }

  /// Returns the named faces of a photo, from left to right.
  func faces(
    of photo: CatalogPhoto, at path: PhotoPath, _ format: CropFormat
  ) -> [CropJob.NamedFace] {
    var faces: [CropJob.NamedFace] = []
    var numbers: [PersonID: Int] = [:]
    for face in library.facesByPhoto[photo.digest] ?? [] {
      let label = library.label(face)
      guard let person = label.person, let name = library.name(person),
        let folder = folders[person]
      else { continue }
      let place = CropPlace(folder: folder, photo: path)
      let number = (numbers[person] ?? 0) + 1
      guard let stem = stems[place] else { continue }
      numbers[person] = number
      faces.append(
        CropJob.NamedFace(
          file: CropNames.file(place, stem: stem, number: number, format), person: name,
          state: label.state, face: library.contents.faces[face]))
    }
    return faces
  }
}
