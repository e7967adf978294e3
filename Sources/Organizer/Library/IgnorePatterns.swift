#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The patterns of a `.photosortignore`: what a folder asks scans to pass over.
///
/// One pattern a line, as in a shell: `*`, `?`, `[a-z]`. A pattern with a slash is matched against
/// the path below the folder, one without against every name; a slash at the end means folders
/// only; `!` takes back what an earlier line named; `#` begins a comment.
package struct IgnorePatterns: Sendable {
  private struct Pattern: Sendable {
    let glob: String
    let isPath: Bool
    let foldersOnly: Bool
    let takesBack: Bool
  }

  private let patterns: [Pattern]

  /// Reads the lines of a file.
  package init(_ text: String) {
    patterns = text.split(whereSeparator: \.isNewline).compactMap { line in
      var glob = line.trimmingSuffix(while: { $0 == " " || $0 == "\r" })
      guard !glob.isEmpty, !glob.hasPrefix("#") else { return nil }
      let takesBack = glob.hasPrefix("!")
      if takesBack { glob = glob.dropFirst() }
      let foldersOnly = glob.hasSuffix("/")
      if foldersOnly { glob = glob.dropLast() }
      let isPath = glob.contains("/")
      if glob.hasPrefix("/") { glob = glob.dropFirst() }
      guard !glob.isEmpty else { return nil }
      return Pattern(
        glob: String(glob), isPath: isPath, foldersOnly: foldersOnly, takesBack: takesBack)
    }
  }

  /// Returns whether something is to be passed over, or `nil` when no pattern speaks of it.
  ///
  /// - Parameters:
  ///   - path: The path below the folder of the patterns.
  ///   - isFolder: Whether it is a folder.
  package func verdict(on path: String, isFolder: Bool) -> Bool? {
    let name = FileSystem.name(of: path)
    let last = patterns.last { pattern in
      (isFolder || !pattern.foldersOnly)
        && fnmatch(pattern.glob, pattern.isPath ? path : name, FNM_PATHNAME) == 0
    }
    return last.map { !$0.takesBack }
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, predicate(last) { rest.removeLast() }
    return rest
  }
}
