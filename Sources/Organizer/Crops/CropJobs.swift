internal import FaceInference

/// A photo of which crops are made.
struct CropJob: Sendable {
  /// What is known of the photo's faces before it is read.
  enum Faces: Sendable {
    /// Nothing: they are looked for, and go to a folder under the photo's stem.
    case unknown(CropPlace, stem: String)
    /// Those that have a name in a library, of a photo that the last scan saw so.
    case named([NamedFace], CatalogPhoto)
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
    let places = photos.map { CropPlace(folder: CropNames.folder($0.folder), photo: $0) }
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
    let named = NamedCrops(library)
    root = library.contents.library.root
    jobs = named.photos.compactMap { path, photo in
      let faces = named.faces(of: photo, at: path, format)
      return faces.isEmpty ? nil : CropJob(photo: path, faces: .named(faces, photo))
    }
    skipped = []
  }
}
