internal import Foundation

/// A tree of photos and the folder in which photosort keeps what it knows of them.
///
/// Paths of photos are relative to ``root``, so that the tree can be moved or mounted elsewhere.
public struct PhotoLibrary: Sendable, Equatable {
  /// The name of the folder that makes a tree a library.
  public static let folderName = ".photosort"

  /// The folder under which all photos lie; an absolute path without links.
  public let root: String
  /// The folder of journal, catalog, reports and gallery.
  public let folder: String

  /// The append-only record of what people decided; the only file that cannot be made again.
  public var journal: String { joined(folder, "people.jsonl") }
  /// The cache of everything that was computed.
  public var catalog: String { joined(folder, "catalog.sqlite") }
  /// The catalog that a migration to another embedder is making.
  public var nextCatalog: String { joined(folder, "catalog.next.sqlite") }
  /// The catalog as it was before the last migration.
  public var previousCatalog: String { joined(folder, "catalog.previous.sqlite") }
  /// The catalog as it was before a migration that is ending.
  public var formerCatalog: String { previousCatalog + ".new" }
  /// What the last grouping of faces left for the next; a cache.
  public var groupingCache: String { joined(folder, "grouping.cache") }
  /// The file that says which models the library was told to use.
  public var modelChoice: String { joined(folder, "models.json") }
  /// The sidecars of the photos, as a mirror of the tree.
  public var reports: String { joined(folder, "reports") }
  /// Copies of enrolled photos, by digest.
  public var gallery: String { joined(folder, "gallery") }
  /// The file that a writer locks.
  public var lock: String { joined(folder, "lock") }
  /// The file that says which tree a library elsewhere belongs to.
  public var rootRecord: String { joined(folder, "root") }
  /// Whether the tree is not where it was, as when a drive is not mounted.
  public var isRootMissing: Bool { FileStatus(path: root) == nil }

  /// Why no library can be opened.
  public enum Failure: Error, Equatable, Sendable {
    /// No `.photosort` at or above a folder.
    case notFound(from: String)
    /// The folder named is no library.
    case notALibrary(path: String)
    /// A folder to scan lies outside the library's tree.
    case outside(path: String, library: PhotoLibrary)
    /// What is to be scanned is no folder.
    case notAFolder(path: String)
    /// Several folders to scan have no library in common.
    case noCommonLibrary([String])
    /// The file that says which tree a library belongs to holds no absolute path.
    case unusableRootRecord(path: String)
    /// A folder or file could not be read or made.
    case file(FileError)
  }

  /// Finds the library that a command is to work on.
  ///
  /// - Parameters:
  ///   - explicit: The folder given by `--library`, if any.
  ///   - start: The folder to search from, upwards, as git does.
  public static func open(_ explicit: String?, from start: String) throws(Failure) -> PhotoLibrary {
    guard let explicit else {
      guard let found = try nearest(from: try resolved(start)) else {
        throw .notFound(from: start)
      }
      return found
    }
    let path = try resolved(explicit)
    // Both the tree and the folder inside it are fine.
    for candidate in [path, joined(path, folderName)] where isLibrary(candidate) {
      return try library(at: candidate)
    }
    throw .notALibrary(path: explicit)
  }

  /// Finds or makes the library for folders that are to be scanned.
  ///
  /// - Parameters:
  ///   - folders: The folders to scan; all must lie under one library.
  ///   - explicit: The folder given by `--library`: where the library is or is to be.
  ///   - makes: Whether a library that is not there is made; without it only its place is told.
  public static func forScan(
    of folders: [String], explicit: String?, makes: Bool = true
  ) throws(Failure) -> PhotoLibrary {
    precondition(!folders.isEmpty, "something is scanned")
    var resolvedFolders: [String] = []
    for folder in folders {
      let path = try resolved(folder)
      guard FileStatus(path: path)?.kind == .folder else { throw .notAFolder(path: folder) }
      resolvedFolders.append(path)
    }
    let library = try place(of: resolvedFolders, explicit)
    for folder in resolvedFolders where !contains(library.root, folder) {
      throw .outside(path: folder, library: library)
    }
    if makes { try library.make() }
    return library
  }

  private static func place(
    of folders: [String], _ explicit: String?
  ) throws(Failure) -> PhotoLibrary {
    if let explicit {
      do throws(Failure) {
        return try open(explicit, from: explicit)
      } catch {
        // What is no library yet, or is not there, is made one.
        switch error {
        case .notALibrary: break
        case .file(let failure) where failure.path == explicit && failure.code == ENOENT: break
        default: throw error
        }
      }
      let folder = place(explicit)
      // A tree that holds the photos: the library lies in it as usual, not among them.
      if FileSystem.name(of: folder) != folderName, folders.allSatisfy({ contains(folder, $0) }) {
        return PhotoLibrary(root: folder, folder: joined(folder, folderName))
      }
      let root = FileSystem.name(of: folder) == folderName ? FileSystem.parent(of: folder) : nil
      let isInside = root.map { r in folders.allSatisfy { contains(r, $0) } } ?? false
      return PhotoLibrary(
        root: isInside ? root ?? "/" : commonAncestor(folders), folder: folder)
    }
    let found = Set(try folders.map { folder throws(Failure) in try nearest(from: folder)?.folder })
    if found.count == 1, let one = try nearest(from: folders[0]) { return one }
    guard Set(folders).count == 1 else { throw .noCommonLibrary(folders) }
    return PhotoLibrary(root: folders[0], folder: joined(folders[0], folderName))
  }

  /// Makes the library's folder, and records its tree when that is not the folder's parent.
  private func make() throws(Failure) {
    do throws(FileError) {
      try FileSystem.makeFolder(folder)
    } catch { throw .file(error) }
    let isBesidePhotos = folder == joined(root, Self.folderName)
    guard !isBesidePhotos, FileStatus(path: rootRecord) == nil else { return }
    do {
      try Data((root + "\n").utf8).write(to: URL(fileURLWithPath: rootRecord), options: .atomic)
    } catch {
      throw .file(FileError(path: rootRecord, code: EIO))
    }
  }

  private static func nearest(from start: String) throws(Failure) -> PhotoLibrary? {
    var folder: String? = start
    while let current = folder {
      let candidate = joined(current, folderName)
      if isLibrary(candidate) { return try library(at: candidate) }
      folder = FileSystem.parent(of: current)
    }
    return nil
  }

  /// A folder called `.photosort`, or one elsewhere that records its tree.
  private static func isLibrary(_ folder: String) -> Bool {
    guard FileStatus(path: folder)?.kind == .folder else { return false }
    return FileSystem.name(of: folder) == folderName
      || FileStatus(path: joined(folder, "root"))?.kind == .file
  }

  /// Whether a folder holds what a scan leaves in a library that is not beside its photos; a file
  /// called `root` alone may be anybody's.
  static func isMade(_ folder: String) -> Bool {
    ["root", "catalog.sqlite"].allSatisfy {
      FileStatus(path: joined(folder, $0))?.kind == .file
    }
  }

  /// Whether a path lies in the folder of any library, where nobody but photosort writes.
  static func isInsideLibrary(_ path: String) -> Bool {
    var folder = FileSystem.parent(of: path)
    while let current = folder {
      if isLibrary(current) { return true }
      folder = FileSystem.parent(of: current)
    }
    return false
  }

  private static func library(at folder: String) throws(Failure) -> PhotoLibrary {
    let record = joined(folder, "root")
    guard FileStatus(path: record) != nil else {
      return PhotoLibrary(root: FileSystem.parent(of: folder) ?? "/", folder: folder)
    }
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.read(record) } catch { throw .file(error) }
    let root = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
    guard root.hasPrefix("/") else { throw .unusableRootRecord(path: record) }
    return PhotoLibrary(root: root, folder: folder)
  }

  /// Whether a path lies in the library's folder, where nobody but photosort writes.
  func isOwn(_ path: String) -> Bool { Self.contains(folder, path) }

  /// Whether a folder is `root` or lies under it.
  static func contains(_ root: String, _ path: String) -> Bool {
    below(root, path) != nil
  }

  private static func commonAncestor(_ folders: [String]) -> String {
    var common = folders[0]
    for folder in folders {
      while !contains(common, folder) { common = FileSystem.parent(of: common) ?? "/" }
    }
    return common
  }

  /// Returns the absolute path without links of something that need not be there yet.
  static func place(_ path: String) -> String {
    let path = URL(fileURLWithPath: path).standardizedFileURL.path
    if let resolved = try? resolved(path) { return resolved }
    guard let parent = FileSystem.parent(of: path) else { return path }
    return joined(place(parent), FileSystem.name(of: path))
  }

  /// Returns the absolute path without links of something that is there.
  public static func resolved(_ path: String) throws(Failure) -> String {
    guard let real = realpath(path, nil) else { throw .file(FileError(path: path)) }
    defer { free(real) }
    return String(cString: real)
  }

  /// Returns the path of a photo relative to the root, or `nil` when it lies outside.
  public func relativePath(of path: String) -> String? {
    below(root, path)
  }
}
