internal import Organizer

/// A scan's summary in words.
struct ScanReport {
  private let summary: ScanSummary

  init(_ summary: ScanSummary) { self.summary = summary }

  /// Problems listed one by one; more are counted.
  private static let listed = 20

  /// What went wrong, for standard error.
  var problems: [String] {
    var lines: [String] = []
    if let aside = summary.catalogSetAside {
      lines.append(
        summary.isDryRun
          ? "The catalog is damaged; a scan would make it anew."
          : "The catalog was damaged and has been made anew; the old one is \(aside).")
    }
    if summary.groupingCacheWasDamaged {
      lines.append("The cache of the last grouping was damaged; all faces were compared anew.")
    }
    lines += summary.journalProblems.map(Words.sentence(for:))
    lines += summary.peopleWarnings.map(Words.sentence(for:))
    lines += list(
      summary.outputProblems.map { "\(Terminal.visible($0.path)): not written: \($0.reason)" })
    lines += list(
      summary.skipped.filter { $0.reason == .unreadableFolder }.map {
        "\(Terminal.visible($0.path.text.isEmpty ? "." : $0.path.text)): the folder cannot be read"
      })
    lines += list(summary.enrollment.compactMap(Words.note(on:)))
    lines += list(
      summary.unrecognizable.map {
        "\(Terminal.visible($0)) cannot be recognized any more: no reference photo is left, and no whole "
          + "copy in the library's gallery; photosort gallery add adds another"
      })
    if let status = summary.status {
      for photos in [status.failures, status.warnings] {
        lines += list(
          photos.map { "\(Terminal.visible($0.path.text)): \($0.reason)" },
          all: "photosort status --problems lists all")
      }
    }
    return lines
  }

  private func list(_ lines: [String], all: String = "--json lists all") -> [String] {
    let rest = lines.count - Self.listed
    return rest > 0
      ? lines.prefix(Self.listed) + ["… and \(rest) more like these; \(all)"] : lines
  }

  /// What was found and done, for standard output.
  var lines: [String] {
    guard let status = summary.status else { return [] }
    var lines = [
      "\(count(status.photos, "photo")), \(count(status.faces, "face")) in "
        + "\(count(summary.clusters, "cluster")); \(Words.share(status.named, of: status.faces)) "
        + "named, \(count(status.people, "person", "people"))."
    ]
    if summary.read > 0, let rate = summary.photosPerSecond {
      lines.append(
        "Read \(count(summary.read, "file")) in \(Words.seconds(summary.analysisTime)), "
          + "\(Words.decimal(rate)) photos/s; \(Words.seconds(summary.totalTime)) in all.")
    } else {
      lines.append("Nothing new; \(Words.seconds(summary.totalTime)).")
    }
    if !status.failures.isEmpty {
      lines.append("\(count(status.failures.count, "photo")) could not be read.")
    }
    if !summary.away.isEmpty {
      lines.append(
        "\(count(summary.away.count, "photo")) kept although the folder is empty: is a drive missing?"
      )
    }
    if !summary.gone.isEmpty {
      lines.append("\(count(summary.gone.count, "photo")) gone or moved.")
    }
    if !summary.enrollment.isEmpty { lines.append(Words.summary(of: summary.enrollment)) }
    lines.append(
      "Impossible pairs (one person twice in a photo): \(summary.impossiblePairs); "
        + "merges refused because one photo shows both: \(summary.refusedMerges).")
    let verb = summary.isDryRun ? "would be " : ""
    lines.append(
      "\(count(summary.made, "output")) \(verb)written, \(summary.removed) \(verb)removed.")
    if !summary.skipped.isEmpty {
      lines.append("Passed over: \(Words.counts(of: summary.skipped)).")
    }
    if summary.isDryRun { lines.append("Dry run: nothing was written.") }
    return lines
  }

  /// Everything that was passed over.
  var skippedLines: [String] {
    summary.skipped.map { "  \(Terminal.visible($0.path.text)): \($0.reason.words.one)" }
  }

  private func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    Words.count(number, one, many)
  }

  /// The summary for programs, with or without where the time went.
  func json(timings: Bool) -> JSONValue {
    let status = summary.status
    var fields: [String: JSONValue] = [
      "library": .string(summary.library.folder), "dry_run": .bool(summary.isDryRun),
      "read": .integer(summary.read), "photos": .integer(status?.photos),
      "faces": .integer(status?.faces), "clusters": .integer(summary.clusters),
      "named_faces": .integer(status?.named), "people": .integer(status?.people),
      "impossible_pairs": .integer(summary.impossiblePairs),
      "refused_merges": .integer(summary.refusedMerges), "written": .integer(summary.made),
      "removed": .integer(summary.removed), "away": .integer(summary.away.count),
      "gone": .integer(summary.gone.count),
      "seconds": .decimal(summary.totalTime / .seconds(1), places: 3),
      "photos_per_second": .decimal(summary.photosPerSecond, places: 2),
      "failures": Words.json(status?.failures ?? []),
      "warnings": Words.json(status?.warnings ?? []),
      "skipped": Words.json(of: summary.skipped),
      "not_written": .array(
        summary.outputProblems.map {
          .object(["path": .string($0.path), "reason": .string($0.reason)])
        }),
      "not_enrolled": .array(
        summary.enrollment.filter { !$0.outcome.isUsed }.compactMap(Words.note(on:))
          .map { .string($0) }),
      "unrecognizable": .array(summary.unrecognizable.map { .string($0) }),
    ]
    if timings { fields["timings"] = TimingsReport(summary.timings).json }
    return .object(fields)
  }
}
