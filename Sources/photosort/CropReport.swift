internal import Organizer

/// What making crops came to, in words.
struct CropReport {
  private let summary: CropSummary

  init(_ summary: CropSummary) { self.summary = summary }

  /// Problems listed one by one; more are counted.
  private static let listed = 20

  /// What went wrong, for standard error.
  var problems: [String] {
    let outputs = summary.outputProblems.map {
      "\(Terminal.visible($0.path)): not written: \($0.reason)"
    }
    let photos = (summary.failures + summary.warnings).map {
      "\(Terminal.visible($0.path.text)): \($0.reason)"
    }
    return list(outputs) + list(photos)
  }

  private func list(_ lines: [String]) -> [String] {
    let rest = lines.count - Self.listed
    return rest > 0
      ? lines.prefix(Self.listed) + ["… and \(rest) more like these; --json lists all"] : lines
  }

  /// What was made, for standard output.
  var lines: [String] {
    let people = Set(summary.crops.map(\.person)).count
    var lines = [
      "\(Words.count(summary.crops.count, "crop")) of "
        + "\(Words.count(people, "person", "people")) from "
        + "\(Words.count(summary.photos, "photo")) in \(Terminal.visible(summary.folder))."
    ]
    if !summary.withoutFace.isEmpty {
      let some = summary.withoutFace.prefix(3).map { Terminal.visible($0.text) }
      let more = summary.withoutFace.count > some.count ? ", …" : ""
      lines.append(
        "No face to cut out of \(Words.count(summary.withoutFace.count, "photo")): "
          + "\(some.joined(separator: ", "))\(more)")
    }
    if !summary.failures.isEmpty {
      lines.append("\(Words.count(summary.failures.count, "photo")) could not be read.")
    }
    if summary.leftovers > 0 {
      lines.append(
        "\(Words.count(summary.leftovers, "crop")) of an earlier run "
          + "\(summary.leftovers == 1 ? "is" : "are") still there; remove the folder to start afresh."
      )
    }
    if !summary.skipped.isEmpty {
      lines.append("Passed over: \(Words.counts(of: summary.skipped)).")
    }
    return lines
  }

  /// The summary and every crop, for programs.
  func json() -> JSONValue {
    .object([
      "output": .string(summary.folder), "photos": .integer(summary.photos),
      "crops": CropListing(summary.crops).json(),
      "failures": Words.json(summary.failures), "warnings": Words.json(summary.warnings),
      "without_face": .array(summary.withoutFace.map { .string($0.text) }),
      "not_written": .array(
        summary.outputProblems.map {
          .object(["path": .string($0.path), "reason": .string($0.reason)])
        }),
      "leftovers": .integer(summary.leftovers), "skipped": Words.json(of: summary.skipped),
    ])
  }
}
