internal import Organizer

/// What a change of the embedder came to, in words.
struct MigrationReport {
  private let summary: MigrationSummary

  init(_ summary: MigrationSummary) { self.summary = summary }

  /// Problems listed one by one; more are counted.
  private static let listed = 20

  /// What went wrong, for standard error.
  var problems: [String] {
    var lines = summary.problems.prefix(Self.listed).map {
      "\(Terminal.visible($0.path.text)): \($0.reason)"
    }
    let rest = summary.problems.count - lines.count
    if rest > 0 { lines.append("… and \(rest) more like these") }
    return lines
      + summary.outputProblems.map { "\(Terminal.visible($0.path)): not written: \($0.reason)" }
  }

  /// What was done, or would be, for standard output.
  var lines: [String] {
    summary.isDryRun ? planned : [embedded] + left + [named, written]
  }

  private var planned: [String] {
    let what =
      "\(Words.count(summary.faces, "face")) of \(Words.count(summary.photos, "photo")) would be "
      + "embedded by \(summary.new.name)\(origin)\(resumed)."
    return [what, "Dry run: nothing was changed."]
  }

  private var embedded: String {
    guard summary.photos + summary.resumed + summary.problems.count > 0 else {
      return summary.old == summary.new
        ? "The library uses \(summary.new.name) already."
        : "The library uses \(summary.new.name) now."
    }
    return "Embedded \(Words.count(summary.faces, "face")) of "
      + "\(Words.count(summary.photos, "photo")) by \(summary.new.name)\(origin) in "
      + "\(Words.seconds(summary.time))\(resumed)."
  }

  private var origin: String {
    guard summary.old != summary.new else { return "" }
    return " instead of \(former)"
  }

  /// What the former embedder is called.
  var former: String { Words.name(summary.old, beside: summary.new) }

  private var resumed: String {
    summary.resumed > 0
      ? "; \(Words.count(summary.resumed, "photo")) had been done by an earlier run" : ""
  }

  private var left: [String] {
    guard !summary.problems.isEmpty else { return [] }
    return [
      "\(Words.count(summary.problems.count, "photo")) could not be read. Names in them are kept; the "
        + "next scan that can read them brings them back."
    ]
  }

  private var named: String {
    let (before, after) = (summary.before, summary.after)
    return
      "\(Words.count(after?.faces ?? 0, "face")) in \(Words.count(after?.photos ?? 0, "photo")); "
      + "\(Words.share(after?.named ?? 0, of: after?.faces ?? 0)) named, "
      + "\(Words.share(before?.named ?? 0, of: before?.faces ?? 0)) before; "
      + "\(Words.count(after?.people ?? 0, "person", "people")), \(before?.people ?? 0) before."
  }

  private var written: String {
    "\(Words.count(summary.made, "output")) written, \(summary.removed) removed."
  }

  /// The summary for programs.
  func json() -> JSONValue {
    .object([
      "library": .string(summary.library.folder), "dry_run": .bool(summary.isDryRun),
      "old": Self.json(summary.old), "new": Self.json(summary.new),
      "photos": .integer(summary.photos), "faces": .integer(summary.faces),
      "resumed": .integer(summary.resumed),
      "named_faces": .integer(summary.after?.named),
      "named_faces_before": .integer(summary.before?.named),
      "people": .integer(summary.after?.people), "people_before": .integer(summary.before?.people),
      "written": .integer(summary.made), "removed": .integer(summary.removed),
      "seconds": .decimal(summary.time / .seconds(1), places: 3),
      "failures": .array(
        summary.problems.map {
          .object(["photo": .string($0.path.text), "reason": .string($0.reason)])
        }),
    ])
  }

  private static func json(_ identity: FaceModels.Identity) -> JSONValue {
    .object([
      "name": .string(identity.name), "sha256": .string(identity.sha256),
      "form": .string(identity.form),
    ])
  }
}
