#if canImport(Glibc)
  internal import Glibc
#endif

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
    compare(a, b) == 0
  }

  /// Orders paths by their bytes.
  public static func < (a: PhotoPath, b: PhotoPath) -> Bool {
    compare(a, b) < 0
  }

  /// Less than, equal to or greater than 0 as `a` comes before, with or after `b`.
  private static func compare(_ a: PhotoPath, _ b: PhotoPath) -> Int {
    var (first, second) = (a.text, b.text)
    return first.withUTF8 { x in
      second.withUTF8 { y in
        guard let p = x.baseAddress, let q = y.baseAddress else { return x.count - y.count }
        let order = memcmp(p, q, min(x.count, y.count))
        return order == 0 ? x.count - y.count : Int(order)
      }
    }
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
