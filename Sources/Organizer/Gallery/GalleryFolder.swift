/// A folder of people: `Name/photo.jpg`.
package struct GalleryFolder: Sendable {
  /// A photo of a person.
  package struct Photo: Sendable {
    /// The name of the folder it lies in.
    package let person: String
    /// Its path.
    package let path: String
  }

  /// The photos, by person and name.
  package let photos: [Photo]

  /// Lists a folder.
  ///
  /// - Throws: `FileError` when it cannot be read.
  package init(_ folder: String) throws(FileError) {
    var photos: [Photo] = []
    for person in try Self.names(in: folder) {
      let below = joined(folder, person)
      guard FileStatus(path: below)?.kind == .folder else { continue }
      for name in try Self.names(in: below)
      where FileStatus(path: joined(below, name))?.kind == .file {
        let path = joined(below, name)
        // What a scan would pass over, such as Thumbs.db, is nothing to tell; what cannot be read is.
        if (try? PhotoReader.mayBePhoto(path)) ?? true {
          photos.append(Photo(person: person, path: path))
        }
      }
    }
    self.photos = photos
  }

  private static func names(in folder: String) throws(FileError) -> [String] {
    try FileSystem.names(in: folder).compactMap { String(validating: $0, as: UTF8.self) }
      .filter { !$0.hasPrefix(".") }.sorted()
  }
}
