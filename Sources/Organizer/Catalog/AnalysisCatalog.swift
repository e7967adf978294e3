internal import FaceInference
internal import Foundation
internal import GRDB

/// The cache of everything that was computed: files, photos, faces, embeddings, clusters.
///
/// It can be deleted at any time; the next scan makes it again. Photos are stored in transactions
/// of a few, so that a power cut loses at most those and the photos in hand.
public final class AnalysisCatalog: Sendable {
  private let database: DatabaseQueue
  /// Where a damaged catalog was moved, when this one took its place.
  public let setAside: String?

  /// The path of its file.
  let path: String

  /// Why the catalog cannot be used.
  public struct Failure: Error, Sendable {
    /// What is wrong.
    public enum Kind: Sendable {
      /// Its content is not what was written.
      case damaged
      /// Another version of photosort made it.
      case otherVersion
      /// It cannot be opened or read, for a reason that is the system's.
      case unusable
    }

    /// Its path.
    public let path: String
    /// What is wrong.
    public let kind: Kind
    /// The reason in words.
    public let reason: String

    init(path: String, kind: Kind, reason: String = "") {
      self.path = path
      self.kind = kind
      self.reason = reason
    }

    init(path: String, _ error: any Error) {
      guard let failure = error as? DatabaseError else {
        self.init(path: path, kind: .unusable, reason: error.localizedDescription)
        return
      }
      let isFull = failure.resultCode == .SQLITE_FULL
      self.init(
        path: path, kind: AnalysisCatalog.isDamage(failure) ? .damaged : .unusable,
        reason: isFull ? "the disk is full" : failure.message ?? "\(failure.resultCode)")
    }
  }

  /// Opens a catalog that is there, as it is.
  ///
  /// Where nothing can be written, on a read-only medium or a full disk, it is read without the
  /// files that other readers and writers would be told by.
  ///
  /// - Throws: ``Failure``; a damaged catalog is left where it is.
  public init(existing path: String) throws(Failure) {
    self.path = path
    setAside = nil
    try Self.requireFile(path)
    do {
      database = try Self.open(path)
    } catch let error as DatabaseError where Self.isUnwritable(error) {
      do { database = try Self.openUnchanging(path) } catch { throw Failure(path: path, error) }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(path: path, error)
    }
  }

  /// Opens or makes a catalog for a scan.
  ///
  /// Every page is looked at. A damaged catalog is set aside, since all of it can be computed
  /// again.
  ///
  /// - Throws: ``Failure``.
  public init(path: String) throws(Failure) {
    self.path = path
    do {
      (database, setAside) = try Self.openMending(path)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(path: path, error)
    }
  }

  private static func openMending(
    _ path: String
  ) throws -> (database: DatabaseQueue, setAside: String?) {
    do {
      let database = try open(path)
      try check(database)
      return (database, nil)
    } catch let error as DatabaseError where isDamage(error) {
      let aside = path + ".damaged"
      try move(path, to: aside)
      return (try open(path), aside)
    }
  }

  /// Refuses a catalog that is not there: SQLite would make it, also where a link leads to nothing.
  static func requireFile(_ path: String) throws(Failure) {
    guard access(path, F_OK) == 0 else {
      throw Failure(path: path, kind: .unusable, reason: String(cString: strerror(errno)))
    }
  }

  /// How long another program's lock is waited for, in seconds.
  private static let patience = 10.0

  // A queue and not a pool, which writes whenever it is opened.
  private static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    // Who opens or closes the catalog last locks it for a moment, and readers and writers may meet
    // then.
    configuration.busyMode = .timeout(patience)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL")
      // A power cut may take the last photos back, never the catalog's consistency.
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let migrator = CatalogSchema.migrator
    guard try !queue.read(migrator.hasBeenSuperseded) else {
      throw Failure(path: path, kind: .otherVersion)
    }
    try migrator.migrate(queue)
    return queue
  }

  /// Opens a catalog that cannot change while it is open (https://sqlite.org/uri.html,
  /// `immutable`).
  private static func openUnchanging(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
    let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
    let queue = try DatabaseQueue(
      path: "file:\(escaped)?immutable=1", configuration: configuration)
    guard try queue.read(CatalogSchema.migrator.hasCompletedMigrations) else {
      throw Failure(path: path, kind: .otherVersion)
    }
    return queue
  }

  /// Looks at every page (https://sqlite.org/pragma.html#pragma_quick_check).
  private static func check(_ queue: DatabaseQueue) throws {
    let answer = try queue.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
    guard answer == "ok" else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: answer)
    }
  }

  /// Looks at every page.
  ///
  /// - Throws: ``Failure`` when one is damaged.
  func check() throws(Failure) {
    do { try Self.check(database) } catch { throw Failure(path: path, error) }
  }

  private static func isDamage(_ error: DatabaseError) -> Bool {
    [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
  }

  private static func isUnwritable(_ error: DatabaseError) -> Bool {
    [.SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_PERM]
      .contains(error.resultCode)
  }

  private static func move(_ path: String, to aside: String) throws {
    let files = FileManager.default
    for suffix in ["", "-wal", "-shm"] {
      try? files.removeItem(atPath: aside + suffix)
      if files.fileExists(atPath: path + suffix) {
        try files.moveItem(atPath: path + suffix, toPath: aside + suffix)
      }
    }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do { return try database.read(body) } catch { throw translated(error) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do { return try database.write(body) } catch { throw translated(error) }
  }

  func writeWithoutTransaction<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do { return try database.writeWithoutTransaction(body) } catch { throw translated(error) }
  }

  /// Whatever SQLite says is told of this file.
  private func translated(_ error: any Error) -> any Error {
    guard let error = error as? DatabaseError else { return error }
    return Failure(path: path, error)
  }

  /// Closes the files, so that what was written stands in the catalog alone.
  public func close() throws {
    try database.close()
  }
}
