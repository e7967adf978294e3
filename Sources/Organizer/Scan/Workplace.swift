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
    do {
      catalog = try AnalysisCatalog(path: Self.copy(library.catalog, into: folder))
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
  }

  /// Copies a catalog that may be read-only, with what SQLite has not merged into it yet.
  private static func copy(_ catalog: String, into folder: String) throws -> String {
    let copy = joined(folder, "catalog.sqlite")
    guard FileStatus(path: catalog) != nil else { return copy }
    // The copy of a link would be the catalog itself. SQLite's other files lie where it leads to.
    let source = try PhotoLibrary.resolved(catalog)
    for suffix in ["", "-wal"] where FileStatus(path: source + suffix) != nil {
      do {
        try FileManager.default.copyItem(atPath: source + suffix, toPath: copy + suffix)
        // The copy of a read-only file is one, too.
        try FileManager.default.setAttributes(
          [.posixPermissions: 0o600], ofItemAtPath: copy + suffix)
      } catch {
        throw AnalysisCatalog.Failure(path: catalog, error)
      }
    }
    return copy
  }

  /// Gives the copy of a dry run back.
  func close() {
    guard let temporary else { return }
    try? catalog.close()
    try? FileManager.default.removeItem(atPath: temporary)
  }
}
