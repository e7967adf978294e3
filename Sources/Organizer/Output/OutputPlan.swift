/// What is to be done on disk, worked out before anything is done.
package struct OutputPlan: Sendable {
  /// One change.
  ///
  /// Paths are absolute.
  package enum Action: Sendable, Equatable {
    /// A file is to have this content.
    case write(path: String, bytes: [UInt8])
    /// A folder is to have photosort's marker with this content; a new one is never without.
    case mark(folder: String, marker: [UInt8])
    /// A symbolic link is to lead to `target`.
    case link(path: String, target: String)
    /// A file or link that photosort made is to go.
    case remove(path: String)
    /// A folder that photosort made is to go with its marker, or the marker alone if something else
    /// is left in it.
    case removeFolder(path: String)
  }

  /// Makes a plan that changes nothing.
  package init() {}

  /// The changes, in the order in which they are made.
  package var actions: [Action] = []
  /// What the catalog is to remember of files written, by absolute path.
  package var written: [(path: PhotoPath, fingerprint: Int64)] = []
  /// The absolute paths of files that the catalog is to forget.
  package var removed: [PhotoPath] = []
  /// Files that are in the way, as somebody else made them; they are left alone.
  package var conflicts: [FileError] = []

  /// How many files, links and folders the plan makes or changes, and how many it removes.
  package var counts: (made: Int, removed: Int) { counts(without: []) }

  /// The same of what was done when some of it could not be.
  package func counts(without problems: [FileError]) -> (made: Int, removed: Int) {
    let failed = Set(problems.map { PhotoPath($0.path) })
    let done = actions.filter { !failed.contains(PhotoPath($0.path)) }
    let removed = done.count {
      switch $0 {
      case .remove, .removeFolder: true
      case .write, .mark, .link: false
      }
    }
    return (done.count - removed, removed)
  }
}

extension OutputPlan.Action {
  /// Whether it writes a file of its own, and nothing else.
  var isFile: Bool {
    if case .write = self { true } else { false }
  }

  /// What is made, changed or removed.
  var path: String {
    switch self {
    case .write(let path, _), .mark(let path, _), .link(let path, _), .remove(let path),
      .removeFolder(let path):
      path
    }
  }
}
