/// A path as the catalog keeps it, so that a library can be moved or copied with its tree: below
/// the library's folder or its tree, relative to that; elsewhere, absolute.
///
/// The catalog of a copy thus never tells of the original's files.
package struct PortablePath: Sendable {
  private static let inLibrary = "library:"
  private static let inTree = "tree:"

  private let library: PhotoLibrary

  /// Keeps paths for a library.
  package init(library: PhotoLibrary) { self.library = library }

  /// How an absolute path is kept.
  package func text(of path: String) -> String {
    if let rest = below(library.folder, path) { return Self.inLibrary + rest }
    if let rest = below(library.root, path) { return Self.inTree + rest }
    return path
  }

  /// The absolute path that is kept so; `nil` when the text is none.
  package func path(of text: String) -> String? {
    for (prefix, folder) in [(Self.inLibrary, library.folder), (Self.inTree, library.root)]
    where text.utf8.starts(with: prefix.utf8) {
      return joined(folder, String(Substring(text.utf8.dropFirst(prefix.utf8.count))))
    }
    return text.utf8.first == UInt8(ascii: "/") ? text : nil
  }
}
