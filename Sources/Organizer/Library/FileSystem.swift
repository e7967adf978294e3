internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#endif

/// Why a file or folder cannot be used; the system's reason, in words.
public struct FileError: Error, Equatable, Sendable {
  /// The path that was tried.
  public let path: String
  /// The system's reason, such as `Permission denied`.
  public let reason: String
  /// The system's number for it (`errno`).
  public let code: Int32

  init(path: String, code: Int32 = errno) {
    self.path = path
    self.code = code
    reason =
      code == EFBIG
      ? "larger than \(FileSystem.largestFile >> 30) GiB, the most that is read"
      : String(cString: strerror(code))
  }
}

/// What the system tells about a file.
struct FileStatus: Sendable {
  enum Kind: Sendable {
    case file
    case folder
    case link
    case other
  }

  let kind: Kind
  let size: Int64
  /// When the content changed last, in nanoseconds since 1970.
  let modified: Int64

  /// Returns the status of what lies at `path`, links not followed; `nil` when nothing does, or the
  /// system does not tell.
  init?(path: String) {
    guard let status = try? Self.of(path) else { return nil }
    self = status
  }

  /// Returns the status of what lies at `path`, links not followed; `nil` when nothing does.
  ///
  /// - Throws: `FileError` when the system does not tell.
  static func of(_ path: String) throws(FileError) -> FileStatus? {
    var status = stat()
    if lstat(path, &status) == 0 { return FileStatus(status) }
    guard errno == ENOENT || errno == ENOTDIR else { throw FileError(path: path) }
    return nil
  }

  fileprivate init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .folder
    case S_IFLNK: kind = .link
    default: kind = .other
    }
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }
}

/// The few file operations that photos need, each one system call.
package enum FileSystem {
  /// The most bytes that are read of a file, far above every photo.
  ///
  /// A sparse file may claim terabytes, and memory for them would end the program.
  fileprivate static let largestFile: Int64 = 1 << 31

  /// Bytes that are read at a time: few enough to be still in the cache when they are looked at.
  private static let chunkSize = 1 << 18

  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - taking: Called with one piece after the other, as they are read.
  /// - Throws: `FileError`, also for what is no file or larger than any photo.
  package static func read(
    _ path: String, taking: (UnsafeRawBufferPointer) -> Void = { _ in }
  ) throws(FileError) -> [UInt8] {
    // Without waiting: a pipe must not hold up the run.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(path: path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(path: path, code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : ENOTSUP)
    }
    guard status.st_size <= largestFile else { throw FileError(path: path, code: EFBIG) }
    var failure: Int32 = 0
    let size = Int(status.st_size)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let wanted = min(size - count, chunkSize)
        let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, wanted)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        // A file that shrinks meanwhile is as long as what could be read.
        guard got > 0 else { break }
        let piece = UnsafeRawBufferPointer(buffer)[count..<count + got]
        taking(UnsafeRawBufferPointer(rebasing: piece))
        count += got
      }
    }
    guard failure == 0 else { throw FileError(path: path, code: failure) }
    return bytes
  }

  /// Whether a path leads to a pipe or a device, whose bytes pass once and have no end that is
  /// known.
  static func isStream(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return [S_IFIFO, S_IFCHR, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }

  /// Reads a pipe or a device to its end, or as many bytes as the largest file may have.
  static func readStream(_ path: String) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: chunkSize)
    while bytes.count <= largestFile {
      let got = Glibc.read(descriptor, &piece, piece.count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw FileError(path: path) }
      guard got > 0 else { return bytes }
      bytes += piece[..<got]
    }
    throw FileError(path: path, code: EFBIG)
  }

  /// Asks the system to bring a file into memory meanwhile, as it will be read soon.
  ///
  /// Advice: whatever is wrong with the file is told when it is read.
  static func announceReading(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_WILLNEED)
  }

  /// Reads at most `count` bytes from the start of a file.
  static func readPrefix(_ path: String, count: Int) throws(FileError) -> [UInt8] {
    // Without waiting: a pipe or a device must not hold up the run.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(path: path) }
    defer { close(descriptor) }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      let got = Glibc.read(descriptor, buffer.baseAddress, count)
      failure = got < 0 ? errno : 0
      initialized = max(0, got)
    }
    guard failure == 0 else { throw FileError(path: path, code: failure) }
    return bytes
  }

  /// Returns the names in a folder as the system has them: any bytes but `/` and 0; unsorted.
  package static func names(in folder: String) throws(FileError) -> [[UInt8]] {
    guard let stream = opendir(folder) else { throw FileError(path: folder) }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw FileError(path: folder) }
        return names
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [46], name != [46, 46] { names.append(name) }
    }
  }

  /// Waits until a file's content is on the disk.
  static func synchronize(_ path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileError(path: path) }
  }

  /// Where a symbolic link leads, or `nil` when there is none.
  static func linkTarget(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { chars in
        chars.baseAddress.map { readlink(path, $0, chars.count) } ?? -1
      }
    }
    return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
  }

  /// Makes a folder and those above it that are missing.
  package static func makeFolder(_ path: String) throws(FileError) {
    if mkdir(path, 0o777) == 0 || FileStatus(path: path)?.kind == .folder { return }
    guard errno == ENOENT, let parent = parent(of: path) else {
      // A link to a folder will do.
      var status = stat()
      if errno == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
      throw FileError(path: path, code: errno == 0 ? EEXIST : errno)
    }
    try makeFolder(parent)
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw FileError(path: path) }
  }

  /// The folder that a path lies in, or `nil` for the root and for a bare name.
  package static func parent(of path: String) -> String? {
    guard let slash = lastSlash(in: path) else { return nil }
    return slash == path.startIndex ? (path == "/" ? nil : "/") : String(path[..<slash])
  }

  /// The last component of a path.
  package static func name(of path: String) -> String {
    lastSlash(in: path).map { String(path[path.utf8.index(after: $0)...]) } ?? path
  }

  /// Looks for a byte: a name may begin with a mark that makes one character with the slash.
  private static func lastSlash(in path: String) -> String.Index? {
    path.utf8.lastIndex(of: UInt8(ascii: "/"))
  }
}

/// Joins a folder and a path below it.
func joined(_ folder: String, _ path: String) -> String {
  if path.isEmpty { return folder }
  return folder.isEmpty || folder.hasSuffix("/") ? folder + path : folder + "/" + path
}

/// Returns the path below a folder, empty for the folder itself; `nil` for one that lies elsewhere.
///
/// Bytes are compared, as the system does; everything lies below the empty path.
package func below(_ folder: String, _ path: String) -> String? {
  let slash = UInt8(ascii: "/")
  guard path.utf8.starts(with: folder.utf8) else { return nil }
  let rest = path.utf8.dropFirst(folder.utf8.count)
  if rest.isEmpty || folder.isEmpty || folder.utf8.last == slash { return String(Substring(rest)) }
  return rest.first == slash ? String(Substring(rest.dropFirst())) : nil
}
