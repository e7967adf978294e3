internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#endif

/// Keeps a second writer out of a library until it goes away; readers need none.
///
/// The lock is the system's (`flock`): it ends with the process, however that ends.
public final class LibraryLock: Sendable {
  private let descriptor: Int32

  /// Why a library cannot be locked.
  public enum Failure: Error, Equatable, Sendable {
    /// Another process writes to the library.
    case held(library: String)
    /// The lock's file cannot be opened.
    case file(FileError)
  }

  /// Locks a library for writing.
  public convenience init(_ library: PhotoLibrary) throws(Failure) {
    try self.init(file: library.lock, of: library.folder)
  }

  /// Locks a folder by a file in it, which is made if need be.
  init(file path: String, of folder: String) throws(Failure) {
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard opened >= 0 else { throw .file(FileError(path: path)) }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      let isHeld = errno == EWOULDBLOCK
      let failure = FileError(path: path)
      close(opened)
      throw isHeld ? .held(library: folder) : .file(failure)
    }
    descriptor = opened
  }

  deinit {
    // Closing alone would leave the lock to a child process that is about to start another program.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
