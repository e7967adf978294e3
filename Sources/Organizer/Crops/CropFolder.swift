#if canImport(Glibc)
  internal import Glibc
#endif

/// The folder that crops are written to, which photosort made and nobody else writes to.
public struct CropFolder: Sendable {
  /// The file that says photosort made a folder of crops; scans never walk into one.
  package static let marker = ".photosort-crops"

  /// Why crops cannot be written to a folder.
  public enum Failure: Error, Equatable, Sendable {
    /// The photos lie in it.
    case holdsPhotos(path: String, photos: String)
    /// It lies in a library's folder, where only photosort's own files are.
    case insideLibrary(path: String)
    /// Something lies in it that `crops` did not make.
    case notEmpty(path: String)
    /// Another run writes to it.
    case held(path: String)
    /// It cannot be made or read.
    case file(FileError)
  }

  /// The folder, an absolute path without links.
  let path: String
  private let lock: LibraryLock

  /// Opens a folder, or makes it.
  ///
  /// - Parameters:
  ///   - path: The folder; new, empty, or made by `crops` before.
  ///   - photos: The folder that the photos lie in, an absolute path without links, if there is
  ///     one.
  package init(_ path: String, photos: String?) throws(Failure) {
    let place = PhotoLibrary.place(path)
    if let photos, PhotoLibrary.contains(place, photos) {
      throw .holdsPhotos(path: place, photos: photos)
    }
    guard !PhotoLibrary.isInsideLibrary(joined(place, Self.marker)) else {
      throw .insideLibrary(path: place)
    }
    let names: [[UInt8]]
    do throws(FileError) {
      try FileSystem.makeFolder(place)
      names = try FileSystem.names(in: place)
    } catch { throw .file(error) }
    // What only hides there, such as a file manager's notes, is in nobody's way.
    let isOwn = names.contains(Array(Self.marker.utf8))
    guard isOwn || names.allSatisfy({ $0.first == UInt8(ascii: ".") }) else {
      throw .notEmpty(path: place)
    }
    do throws(LibraryLock.Failure) {
      lock = try LibraryLock(file: joined(place, Self.marker), of: place)
    } catch {
      switch error {
      case .held(let path): throw .held(path: path)
      case .file(let error): throw .file(error)
      }
    }
    self.path = place
  }

  /// Writes a file of the folder, whole or not at all.
  func write(_ bytes: [UInt8], to file: PhotoPath) throws(FileError) {
    let absolute = joined(path, file.text)
    let folder = joined(path, file.folder.text)
    try refuseLinks(to: file.folder)
    try FileSystem.makeFolder(folder)
    try AtomicFile.write(bytes, to: absolute)
  }

  /// Refuses a folder that a link leads to: it could be one of photos.
  private func refuseLinks(to folder: PhotoPath) throws(FileError) {
    var place = path
    for name in folder.text.split(separator: "/") {
      place = joined(place, String(name))
      guard FileStatus(path: place) != nil else { return }
      guard (try? PhotoLibrary.resolved(place)) == place else {
        throw FileError(path: place, code: ELOOP)
      }
    }
  }

  /// Returns the crops that an earlier run left, by its list.
  func earlier() -> [PhotoPath] {
    guard let bytes = try? FileSystem.read(joined(path, CropListing.file)) else { return [] }
    return CropListing.files(inCSV: bytes).filter {
      FileStatus(path: joined(path, $0.text))?.kind == .file
    }
  }
}
