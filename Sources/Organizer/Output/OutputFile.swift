/// Writes a file that the user named.
public enum OutputFile {
  /// Writes bytes so that the file is there whole or not at all.
  ///
  /// - Throws: `FileError` when it cannot be written; what was there before is still there then.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try AtomicFile.write(bytes, to: path, isLocked: false)
  }

  /// Reads a file that the user named.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    try FileSystem.read(path)
  }
}
