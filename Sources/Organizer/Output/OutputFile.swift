/// A file that the user named: for a table or a chart, or to be read.
public enum OutputFile {
  /// Why a file is not written.
  public enum Failure: Error, Equatable, Sendable {
    /// What is there is no text, so no table or chart of before: a photo, say.
    case wouldReplace(path: String)
    /// The file lies in a library's folder, where only photosort's own files are.
    case insideLibrary(path: String)
    /// The folder that it would lie in is not there.
    case noFolder(path: String)
  }

  /// How much of a file is looked at to tell text from other content.
  private static let lookedAt = 4096

  /// Writes bytes so that the file is there whole or not at all.
  ///
  /// Where a link leads to a file, that one is written. A device or a pipe gets the bytes as they
  /// are.
  ///
  /// - Throws: `FileError` when it cannot be written, `Failure` when it is not to be. What was
  ///   there before is still there then.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    guard !FileSystem.isStream(path) else { return try AtomicFile.pass(bytes, to: path) }
    let place = PhotoLibrary.place(path)
    try check(place)
    try AtomicFile.write(bytes, to: place, isLocked: false)
  }

  /// Reads a file that the user named; a pipe to its end.
  ///
  /// - Throws: `FileError`, also for one larger than any photo.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    guard FileSystem.isStream(path) else { return try FileSystem.read(path) }
    return try FileSystem.readStream(path)
  }

  /// Makes sure that a file may be written, before the work that makes it.
  ///
  /// - Throws: ``Failure``, or `FileError` when what is there cannot be read.
  public static func checkDestination(_ path: String) throws {
    if !FileSystem.isStream(path) { try check(PhotoLibrary.place(path)) }
  }

  private static func check(_ path: String) throws {
    let folder = FileSystem.parent(of: path) ?? "/"
    guard FileStatus(path: folder)?.kind == .folder else { throw Failure.noFolder(path: folder) }
    try checkPlace(path)
  }

  /// Makes sure that a file may be written at a place, whose folder need not be there yet.
  ///
  /// - Throws: `Failure`, or `FileError` when what is there cannot be read.
  static func checkPlace(_ path: String) throws {
    guard !PhotoLibrary.isInsideLibrary(path) else { throw Failure.insideLibrary(path: path) }
    guard let status = FileStatus(path: path), status.kind == .file else { return }
    let start = try FileSystem.readPrefix(path, count: lookedAt)
    guard isText(start) else { throw Failure.wouldReplace(path: path) }
  }

  /// Whether bytes are UTF-8 without a zero, as all our tables and charts are; the last character
  /// may be cut.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    guard !bytes.contains(0) else { return false }
    return (0...3).contains { cut in
      cut <= bytes.count && String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
    }
  }
}
