internal import Foundation

/// A library opened for writing: locked, with its catalog.
///
/// A dry run gets a copy of the catalog.
struct Workplace: Sendable {
  let library: PhotoLibrary
  let catalog: AnalysisCatalog
  private let lock: LibraryLock?
  private let temporary: String?

  init(_ options: ScanOptions) throws {
    library = try PhotoLibrary.forScan(
      of: options.folders, explicit: options.library, makes: !options.isDryRun)
    guard options.isDryRun else {
      temporary = nil
      lock = try LibraryLock(library)
      catalog = try AnalysisCatalog(path: library.catalog)
      return
    }
    lock = nil
    let folder = NSTemporaryDirectory() + "photosort-\(UUID().uuidString)"
    try FileSystem.makeFolder(folder)
    temporary = folder
    let copy = joined(folder, "catalog.sqlite")
    for suffix in ["", "-wal"] where FileStatus(path: library.catalog + suffix) != nil {
      try FileManager.default.copyItem(
        atPath: library.catalog + suffix, toPath: copy + suffix)
      // The copy of a read-only file is one, too.
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: copy + suffix)
    }
    catalog = try AnalysisCatalog(path: copy)
  }

  /// Gives the copy of a dry run back.
  func close() {
    guard let temporary else { return }
    try? catalog.close()
    try? FileManager.default.removeItem(atPath: temporary)
  }
}
