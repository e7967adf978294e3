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

  /// Why the catalog cannot be opened.
  public struct Failure: Error, Sendable {
    /// Its path.
    public let path: String
    /// The reason in words.
    public let reason: String
  }

  /// Opens or makes a catalog.
  ///
  /// A damaged one is set aside, since all of it can be computed again.
  public init(path: String) throws(Failure) {
    do {
      database = try Self.open(path)
      setAside = nil
    } catch let error as DatabaseError where Self.isDamage(error) {
      let aside = path + ".damaged"
      do {
        try Self.move(path, to: aside)
        database = try Self.open(path)
      } catch { throw Failure(path: path, reason: "\(error)") }
      setAside = aside
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(path: path, reason: "\(error)")
    }
  }

  // A queue and not a pool, which writes whenever it is opened.
  private static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL")
      // A power cut may take the last photos back, never the catalog's consistency.
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let migrator = CatalogSchema.migrator
    guard try !queue.read(migrator.hasBeenSuperseded) else {
      throw Failure(path: path, reason: "another version of photosort made it")
    }
    try migrator.migrate(queue)
    return queue
  }

  private static func isDamage(_ error: DatabaseError) -> Bool {
    [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
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
    try database.read(body)
  }

  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try database.write(body)
  }

  func writeWithoutTransaction<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try database.writeWithoutTransaction(body)
  }

  /// Closes the files, so that what was written stands in the catalog alone.
  public func close() throws {
    try database.close()
  }
}
