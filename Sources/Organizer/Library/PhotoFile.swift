/// A file in a library that may be a photo.
public struct PhotoFile: Sendable, Hashable {
  /// The path relative to the library's root.
  public let path: PhotoPath
  /// Its length in bytes.
  public let size: Int64
  /// When its content changed last, in nanoseconds since 1970.
  public let modified: Int64

  /// Makes a file.
  package init(path: PhotoPath, size: Int64, modified: Int64) {
    self.path = path
    self.size = size
    self.modified = modified
  }
}

/// Something in a tree that a scan passes over.
public struct SkippedItem: Sendable, Hashable {
  /// The path relative to the library's root; bytes that are not UTF-8 are shown as U+FFFD.
  public let path: PhotoPath
  /// Why.
  public let reason: SkipReason

  /// Makes an item.
  package init(path: PhotoPath, reason: SkipReason) {
    self.path = path
    self.reason = reason
  }
}

/// Why a scan passes over a file or folder.
public enum SkipReason: String, Sendable, Hashable, CaseIterable {
  /// Its name begins with a dot.
  case hidden
  /// A symbolic link.
  case link
  /// The folder has a `.nomedia` or `.noimage`.
  case noMedia
  /// A `.photosortignore` names it.
  case ignored
  /// photosort made it.
  case output
  /// The name is not UTF-8, so that no report, link or table could name it.
  case unreadableName
  /// A folder that the system does not let us read.
  case unreadableFolder
  /// A pipe, a socket, a device.
  case special
  /// Its content is no photo.
  case notAPhoto

  /// What such items are: "symbolic link", and "symbolic links" for several.
  public var words: (one: String, many: String) {
    switch self {
    case .hidden: ("hidden", "hidden")
    case .link: ("symbolic link", "symbolic links")
    case .noMedia:
      ("folder marked .nomedia or .noimage", "folders marked .nomedia or .noimage")
    case .ignored: ("named in .photosortignore", "named in .photosortignore")
    case .output: ("made by photosort", "made by photosort")
    case .unreadableName:
      (
        "name that is not UTF-8 (rename it to have it scanned)",
        "names that are not UTF-8 (rename them to have them scanned)"
      )
    case .unreadableFolder: ("folder that cannot be read", "folders that cannot be read")
    case .special: ("pipe, socket or device", "pipes, sockets or devices")
    case .notAPhoto: ("not a photo", "not photos")
    }
  }
}
