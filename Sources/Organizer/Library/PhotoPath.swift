/// The path of a photo relative to its library's root, compared byte by byte.
///
/// Swift compares text by meaning: "é" as one scalar equals "é" as two. On disk they are two
/// files, so paths are never compared as `String`.
public struct PhotoPath: Sendable {
  /// The path, its components separated by slashes.
  public let text: String

  /// Makes a path.
  public init(_ text: String) { self.text = text }
}

extension PhotoPath: Hashable, Comparable, CustomStringConvertible {
  /// Whether both are made of the same bytes.
  public static func == (a: PhotoPath, b: PhotoPath) -> Bool {
    a.text.utf8.elementsEqual(b.text.utf8)
  }

  /// Orders paths by their bytes.
  public static func < (a: PhotoPath, b: PhotoPath) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// The path itself.
  public var description: String { text }

  /// The path of the folder that it lies in; empty for the root.
  var folder: PhotoPath { PhotoPath(FileSystem.parent(of: text) ?? "") }
  /// The last component.
  var name: String { FileSystem.name(of: text) }
}
