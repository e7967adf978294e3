internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#endif

/// Writes files so that they are there whole or not at all.
package enum AtomicFile {
  /// Writes a file: a temporary one beside it, brought to the disk, then renamed over it.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - path: The file.
  ///   - isLocked: Whether the library's lock keeps other writers of this file away. What a killed
  ///     run leaves of the temporary file is then taken over by the next.
  /// - Throws: `FileError` when any step fails; what was there before is still there then.
  package static func write(
    _ bytes: [UInt8], to path: String, isLocked: Bool = true
  ) throws(FileError) {
    guard let folder = FileSystem.parent(of: path) else {
      throw FileError(path: path, code: EINVAL)
    }
    try FileSystem.makeFolder(folder)
    let temporary =
      isLocked ? temporaryPath(for: path) : joined(folder, ".photosort-\(UUID().uuidString).tmp")
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (isLocked ? O_TRUNC | O_NOFOLLOW : O_EXCL)
    let descriptor = open(temporary, flags, 0o666)
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

  /// Writes bytes to a device or a pipe, which cannot be replaced.
  static func pass(_ bytes: [UInt8], to path: String) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path) }
    defer { close(descriptor) }
    let failure = writeAll(bytes, to: descriptor)
    guard failure == 0 else { throw FileError(path: path, code: failure) }
  }

  /// Where something is made before it gets its name.
  ///
  /// The name begins with a dot, so that no scan takes it for a photo, and is short. Paths that lead to one
  /// folder, as by a link, have different ones: two files may be written at a time.
  static func temporaryPath(for path: String) -> String {
    let digits = PhotoDigest(of: Array(path.utf8)).hexadecimal.prefix(16)
    return joined(FileSystem.parent(of: path) ?? "", ".photosort-\(digits).tmp")
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
