internal import Foundation
internal import GRDB

#if canImport(Glibc)
  internal import Glibc
#endif

/// What a migration to another embedder does with whole catalogs.
///
/// Each step is one transaction of one database, so that a program which is killed leaves the
/// former state or the next, and other programs may read meanwhile.
extension AnalysisCatalog {
  /// Makes this catalog a copy of another one, but for the analyses of some photos.
  ///
  /// - Parameters:
  ///   - path: The other catalog.
  ///   - kept: The photos of which this catalog knows better; it has them, and so has the other.
  package func follow(_ path: String, keeping kept: Set<PhotoDigest>) throws {
    try attaching(path) { database in
      try database.execute(sql: "CREATE TEMP TABLE kept (digest BLOB PRIMARY KEY) WITHOUT ROWID")
      for digest in kept {
        try database.execute(
          sql: "INSERT INTO kept VALUES (?)", arguments: [Data(digest.bytes)])
      }
      try database.execute(
        sql: """
          DELETE FROM photo WHERE digest NOT IN kept;
          DELETE FROM face WHERE digest NOT IN kept;
          INSERT INTO photo SELECT * FROM other.photo WHERE digest NOT IN kept;
          INSERT INTO face SELECT * FROM other.face WHERE digest NOT IN kept;
          -- Scans in between may have given clusters other numbers.
          UPDATE face SET cluster = (
            SELECT cluster FROM other.face AS same
            WHERE same.digest = face.digest AND same.geometry = face.geometry
          ) WHERE digest IN kept;
          DELETE FROM file;
          INSERT INTO file SELECT * FROM other.file;
          DELETE FROM output;
          INSERT INTO output SELECT * FROM other.output;
          DELETE FROM setting;
          INSERT INTO setting SELECT * FROM other.setting;
          DROP TABLE kept;
          """)
    }
  }

  /// Takes over all analyses of another catalog, with its models and its clusters' numbers.
  ///
  /// Photos that only this catalog knows stay as they are; so do files and outputs, which tell of
  /// the tree and not of a model.
  package func takeOver(_ path: String) throws {
    try attaching(path) { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO photo SELECT * FROM other.photo;
          DELETE FROM face WHERE digest IN (SELECT digest FROM other.photo);
          INSERT INTO face SELECT * FROM other.face;
          INSERT OR REPLACE INTO setting SELECT * FROM other.setting WHERE name = 'models';
          -- No number is ever given twice.
          UPDATE setting SET value = max(CAST(value AS INTEGER), coalesce(
            (SELECT CAST(value AS INTEGER) FROM other.setting WHERE name = 'next cluster'), 1))
          WHERE name = 'next cluster';
          """)
    }
  }

  /// Writes a copy of this catalog, which is there whole or not at all.
  package func copy(to path: String) throws {
    let temporary = path + ".tmp"
    try Self.remove(temporary)
    do {
      try writeWithoutTransaction { database in
        try database.execute(sql: "VACUUM main INTO ?", arguments: [temporary])
      }
      try FileSystem.synchronize(temporary)
      try Self.put(temporary, inPlaceOf: path)
    } catch {
      // What is half written would keep a full disk full.
      try? Self.remove(temporary)
      throw error
    }
  }

  /// Puts a catalog that nobody has opened, and that stands in its file alone, in the place of
  /// another.
  package static func put(_ path: String, inPlaceOf destination: String) throws(FileError) {
    try remove(destination)
    guard rename(path, destination) == 0 else { throw FileError(path: destination) }
  }

  /// Removes a catalog that nobody has opened, with the files that SQLite keeps beside it.
  package static func remove(_ path: String) throws(FileError) {
    for suffix in ["-wal", "-shm", ""] {
      guard unlink(path + suffix) == 0 || errno == ENOENT else {
        throw FileError(path: path + suffix)
      }
    }
  }

  /// Stores with what photos count as analyzed, where nothing else about them changes.
  package func setSettings(_ settings: [PhotoDigest: String]) throws {
    guard !settings.isEmpty else { return }
    try write { database in
      let statement = try database.cachedStatement(
        sql: "UPDATE photo SET settings = ? WHERE digest = ?")
      for (digest, text) in settings {
        try statement.execute(arguments: [text, Data(digest.bytes)])
      }
    }
  }

  /// Runs a transaction in which another catalog can be read as `other`.
  private func attaching(_ path: String, _ body: (Database) throws -> Void) throws {
    try writeWithoutTransaction { database in
      try database.execute(sql: "ATTACH DATABASE ? AS other", arguments: [path])
      defer { try? database.execute(sql: "DETACH DATABASE other") }
      try database.inTransaction {
        try body(database)
        return .commit
      }
    }
  }
}
