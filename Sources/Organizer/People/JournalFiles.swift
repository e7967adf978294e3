import Foundation

/// What the operating system said when a call failed.
package struct SystemError: Error, Equatable {
  /// The value of `errno`.
  package let code: Int32

  /// Makes an error of a value of `errno`.
  package init(code: Int32) {
    self.code = code
  }

  /// The operating system's words.
  package var reason: String { String(cString: strerror(code)) }

  /// The error of the call that has just failed.
  fileprivate static var last: SystemError { SystemError(code: errno) }
}

/// The calls by which the journal reaches its file; tests put failing ones in their place.
package struct JournalFiles: Sendable {
  /// What a file is opened for.
  package enum Purpose: Sendable {
    /// Reading.
    case reading
    /// Adding to the end; the file is made if there is none.
    case appending
    /// Writing a file that does not exist yet.
    case creating
    /// Bringing a folder's list of files to the disk.
    case folder
  }

  /// Opens a file and returns its descriptor.
  package var open: @Sendable (_ path: String, Purpose) throws(SystemError) -> Int32
  /// Reads at most so many bytes from the current position; none mean the end.
  package var read: @Sendable (Int32, Int) throws(SystemError) -> [UInt8]
  /// Writes with one call and returns the number of bytes written, which may be fewer than asked.
  package var write: @Sendable (Int32, [UInt8]) throws(SystemError) -> Int
  /// Brings what was written to the disk.
  package var synchronize: @Sendable (Int32) throws(SystemError) -> Void
  /// Returns the file's length in bytes.
  package var length: @Sendable (Int32) throws(SystemError) -> Int
  /// Cuts the file to a length in bytes.
  package var truncate: @Sendable (Int32, Int) throws(SystemError) -> Void
  /// Closes a descriptor.
  package var close: @Sendable (Int32) -> Void

  /// The operating system's calls.
  package static let system = JournalFiles(
    open: { path, purpose throws(SystemError) in
      try repeated { Foundation.open(path, purpose.flags, purpose.mode) }
    },
    read: { file, count throws(SystemError) in
      var bytes = [UInt8](repeating: 0, count: count)
      let received = try repeated { Foundation.read(file, &bytes, count) }
      return Array(bytes[..<received])
    },
    write: { file, bytes throws(SystemError) in
      try repeated { Foundation.write(file, bytes, bytes.count) }
    },
    synchronize: { file throws(SystemError) in
      _ = try repeated { fsync(file) }
    },
    length: { file throws(SystemError) in
      var status = stat()
      _ = try repeated { fstat(file, &status) }
      return Int(status.st_size)
    },
    truncate: { file, length throws(SystemError) in
      _ = try repeated { ftruncate(file, length) }
    },
    close: { _ = Foundation.close($0) }
  )

  /// Calls until a signal does not interrupt; -1 is POSIX's sign of failure.
  private static func repeated<Value: SignedInteger>(
    _ call: () -> Value
  ) throws(SystemError) -> Value {
    while true {
      let value = call()
      if value != -1 { return value }
      let error = SystemError.last
      guard error.code == EINTR else { throw error }
    }
  }
}

extension JournalFiles.Purpose {
  fileprivate var flags: Int32 {
    switch self {
    case .reading: O_RDONLY | O_CLOEXEC
    case .appending: O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC
    case .creating: O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    case .folder: O_RDONLY | O_DIRECTORY | O_CLOEXEC
    }
  }

  /// Readable by everyone, as the photos are that lie beside it.
  ///
  /// Another member of the family, or a backup, reads it; where the photos are private, the
  /// process's umask narrows it as it does theirs.
  fileprivate var mode: mode_t { 0o644 }
}

extension JournalFiles {
  /// Returns a file's bytes, or `nil` if there is no such file.
  func contents(of path: String) throws(SystemError) -> [UInt8]? {
    let file: Int32
    do throws(SystemError) {
      file = try open(path, .reading)
    } catch {
      guard error.code == ENOENT else { throw error }
      return nil
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(try length(file))
    while true {
      let chunk = try read(file, 1 << 20)
      guard !chunk.isEmpty else { return bytes }
      bytes += chunk
    }
  }

  /// Writes all bytes with one call.
  ///
  /// - Throws: `SystemError`; a call that writes fewer bytes than asked counts as a full disk.
  func writeAll(_ bytes: [UInt8], to file: Int32) throws(SystemError) {
    guard try write(file, bytes) == bytes.count else { throw SystemError(code: ENOSPC) }
  }

  /// Brings the list of files of a folder to the disk, where the file system knows how to.
  func synchronizeFolder(_ path: String) throws(SystemError) {
    let folder = try open(path, .folder)
    defer { close(folder) }
    do throws(SystemError) {
      try synchronize(folder)
    } catch {
      // EINVAL: this file system has nothing to synchronize for a folder (fsync(2)).
      guard error.code == EINVAL else { throw error }
    }
  }
}
