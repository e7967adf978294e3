internal import GRDB

/// The tables of the catalog and how older ones become them.
enum CatalogSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: files, photos, faces, outputs, settings") { database in
      try database.execute(
        sql: """
          -- A file of the tree. content: 0 photo, 1 no photo, 2 unreadable.
          CREATE TABLE file (
            path TEXT PRIMARY KEY NOT NULL,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            content INTEGER NOT NULL,
            digest BLOB,
            reason TEXT,
            present INTEGER NOT NULL DEFAULT 1
          ) WITHOUT ROWID;
          -- A photo's content. failure is a reason in words; without one, what follows is known,
          -- from format to orientation always, the rest where the photo tells it.
          CREATE TABLE photo (
            digest BLOB PRIMARY KEY NOT NULL,
            bytes INTEGER NOT NULL,
            settings TEXT NOT NULL,
            failure TEXT,
            damage TEXT,
            format TEXT,
            stored_width INTEGER,
            stored_height INTEGER,
            orientation INTEGER,
            taken_at TEXT,
            make TEXT,
            model TEXT,
            lens TEXT,
            exposure_numerator INTEGER,
            exposure_denominator INTEGER,
            f_number REAL,
            iso INTEGER,
            focal_length REAL,
            latitude REAL,
            longitude REAL,
            altitude REAL
          ) WITHOUT ROWID;
          -- A face; box and landmarks are 14 floats, the embedding as many as its model has.
          CREATE TABLE face (
            digest BLOB NOT NULL,
            number INTEGER NOT NULL,
            geometry BLOB NOT NULL,
            score REAL NOT NULL,
            quality REAL NOT NULL,
            embedding BLOB,
            cluster INTEGER,
            PRIMARY KEY (digest, number)
          ) WITHOUT ROWID;
          -- What was written where: a fingerprint of the content.
          CREATE TABLE output (
            path TEXT PRIMARY KEY NOT NULL,
            fingerprint INTEGER NOT NULL
          ) WITHOUT ROWID;
          CREATE TABLE setting (
            name TEXT PRIMARY KEY NOT NULL,
            value TEXT NOT NULL
          ) WITHOUT ROWID;
          """)
    }
    return migrator
  }
}
