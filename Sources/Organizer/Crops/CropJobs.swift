internal import FaceInference

/// A photo of which crops are made.
struct CropJob: Sendable {
  /// What is known of the photo's faces before it is read.
  enum Faces: Sendable {
    /// Nothing: they are looked for, and go to a folder under the photo's stem.
    case unknown(CropPlace, stem: String)
    /// Those that have a name in a library, of a photo with this digest.
    case named([NamedFace], digest: PhotoDigest)
  }

  /// A face of a library, with its name.
  struct NamedFace: Sendable {
    let file: PhotoPath
    let person: String
    let state: String
    let face: CatalogFace
  }

  let photo: PhotoPath
  let faces: Faces
}

/// The photos of which crops are made, by path.
struct CropJobs: Sendable {
  /// The folder that photos' paths are relative to.
  let root: String
  let jobs: [CropJob]
  /// What was passed over.
  let skipped: [SkippedItem]

  /// Lists the photos of a folder of people's folders.
  ///
  /// - Parameters:
  ///   - root: The folder, an absolute path without links.
  ///   - output: The folder of crops, which is passed over.
  init(folder root: String, output: String) {
    let library = PhotoLibrary(root: root, folder: joined(root, PhotoLibrary.folderName))
    let findings = PhotoFinder(library, outputFolders: [output]).find(in: [root])
    let photos = findings.files.map(\.path).filter { Self.mayBePhoto($0, root) }
    let places = photos.map { CropPlace(folder: $0.folder, photo: $0) }
    let stems = CropNames.stems(places)
    self.root = root
    jobs = places.compactMap { place in
      stems[place].map { CropJob(photo: place.photo, faces: .unknown(place, stem: $0)) }
    }
    skipped = findings.skipped
  }

  /// Bytes that tell every format that photosort knows by name.
  private static let prefixCount = 64

  /// Whether a file is, or promises to be, a photo; one that cannot be read is worth a word.
  private static func mayBePhoto(_ path: PhotoPath, _ root: String) -> Bool {
    guard !path.isNamedAsPhoto,
      let prefix = try? FileSystem.readPrefix(joined(root, path.text), count: prefixCount)
    else { return path.isNamedAsPhoto }
    return PhotoFormat(sniffing: prefix.span) != nil
  }

  /// Lists the photos of a library with faces that have a name.
  init(_ library: LabelledLibrary, format: CropFormat) {
    let contents = library.contents
    var seen: Set<PhotoDigest> = []
    // Each photo once, however often it lies in the tree.
    let photos = library.photoFiles.filter { seen.insert($0.photo.digest).inserted }
    let people = Set(library.labelling.labels.compactMap(\.person))
      .compactMap { id in library.name(id).map { (id: id, name: $0) } }
    let folders = PersonFolder.names(people, current: [:], taken: [CropListing.file])
      .mapValues { PhotoPath($0) }
    func named(_ photo: CatalogPhoto) -> [(face: Int, person: PersonID)] {
      (library.facesByPhoto[photo.digest] ?? [])
        .compactMap { face in library.label(face).person.map { (face, $0) } }
    }
    let stems = CropNames.stems(
      photos.flatMap { file in
        named(file.photo).compactMap { face in
          folders[face.person].map { CropPlace(folder: $0, photo: file.path) }
        }
      })
    var jobs: [CropJob] = []
    for (path, photo) in photos {
      var faces: [CropJob.NamedFace] = []
      var numbers: [PersonID: Int] = [:]
      for (face, person) in named(photo) {
        guard let folder = folders[person], let name = library.name(person) else { continue }
        let place = CropPlace(folder: folder, photo: path)
        guard let stem = stems[place] else { continue }
        numbers[person, default: 0] += 1
        faces.append(
          CropJob.NamedFace(
            file: CropNames.file(place, stem: stem, number: numbers[person] ?? 1, format),
            person: name, state: library.label(face).state, face: contents.faces[face]))
      }
      if !faces.isEmpty {
        jobs.append(CropJob(photo: path, faces: .named(faces, digest: photo.digest)))
      }
    }
    root = contents.library.root
    self.jobs = jobs
    skipped = []
  }
}
