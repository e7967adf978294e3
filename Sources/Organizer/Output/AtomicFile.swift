#if canImport(Glibc)
  internal import Glibc
#endif

/// Writes files so that they are there whole or not at all.
enum AtomicFile {
  /// Writes a file: a temporary one beside it, brought to the disk, then renamed over it.
  ///
  /// - Throws: `FileError` when any step fails; what was there before is still there then.
  static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    guard let folder = FileSystem.parent(of: path) else {
      throw FileError(path: path, code: EINVAL)
    }
    try FileSystem.makeFolder(folder)
    // The name begins with a dot, so that no scan takes it for a photo, and stays short.
    let temporary = joined(
      folder, ".photosort-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp")
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(path: path) }
    var failure: Int32 = writeAll(bytes, to: descriptor)
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, rename(temporary, path) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(temporary)
      throw FileError(path: path, code: failure)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = Glibc.write(
          descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return count < 0 ? errno : EIO }
        done += count
      }
      return 0
    }
  }
}
